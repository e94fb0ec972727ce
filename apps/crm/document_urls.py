"""Addresses of documents: addenda, packages, PDFs, templates."""

from __future__ import annotations

from django.urls import path

from apps.crm.views import addenda, document_templates, packages

urlpatterns = [
    path("contracts/<uuid:uid>/package/", packages.package_order, name="package_order"),
    path("contracts/<uuid:uid>/addenda/", addenda.addendum_new, name="addendum_new"),
    path("documents/<uuid:uid>/pdf/", packages.document_pdf, name="document_pdf"),
    path("packages/<uuid:uid>/", packages.package_status, name="package"),
    path("packages/<uuid:uid>/file/", packages.package_download, name="package_download"),
    path("addenda/<uuid:uid>/", addenda.addendum_edit, name="addendum"),
    path("addenda/<uuid:uid>/document/", addenda.addendum_document, name="addendum_document"),
    path("addenda/<uuid:uid>/<slug:verb>/", addenda.addendum_step, name="addendum_step"),
    path("document-templates/", document_templates.template_list, name="templates"),
    path("document-templates/<uuid:uid>/file/", document_templates.template_file, name="template_file"),
    path("document-templates/<uuid:uid>/use/", document_templates.template_use, name="template_use"),
    path("document-templates/<slug:kind>/<slug:language>/", document_templates.template_page, name="template"),
    path(
        "document-templates/<slug:kind>/<slug:language>/delivered/",
        document_templates.template_delivered,
        name="template_delivered",
    ),
    path(
        "document-templates/<slug:kind>/<slug:language>/preview/",
        document_templates.template_preview,
        name="template_preview",
    ),
]
