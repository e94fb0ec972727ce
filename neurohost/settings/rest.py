"""REST API: `/api/v1`, problem details, keyset paging, OpenAPI by drf-spectacular."""

from __future__ import annotations

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.accounts.api.authentication.TokenAuthentication",
        "apps.accounts.api.authentication.ScopedSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["apps.common.api.permissions.DeclaredPermission"],
    "DEFAULT_PAGINATION_CLASS": "apps.common.api.paging.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "apps.common.api.schema.HouseSchema",
    "EXCEPTION_HANDLER": "apps.common.api.problems.problem_response",
    "PAGE_SIZE": 50,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "NeuroHost API",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "apps.common.api.schema.add_problem",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ClientTypeEnum": "apps.crm.enums.ClientType",
        "ContractTypeEnum": "apps.crm.enums.ContractType",
        "AddendumKindEnum": "apps.crm.enums.AddendumKind",
        "DocumentKindEnum": "apps.crm.enums.DocumentKind",
        "ImportOutcomeEnum": "apps.common.models.imports.RowOutcome",
        "ActivityKindEnum": "apps.crm.enums.ActivityKind",
        "DealStatusEnum": "apps.crm.enums.DealStatus",
        "BrokerKindEnum": "apps.crm.enums.BrokerKind",
        "LedgerLineKindEnum": "apps.crm.enums.EntryKind",
        "RegisterStateEnum": "apps.crm.enums.RegisterState",
        "SiteTypeEnum": "apps.inventory.enums.SiteType",
        "EquipmentKindEnum": "apps.inventory.enums.EquipmentKind",
        "PhasesEnum": "apps.inventory.enums.Phases",
        "ShelfPhaseEnum": "apps.inventory.enums.ShelfPhase",
        "ReservationStateEnum": "apps.inventory.enums.ReservationState",
        "PhotoKindEnum": "apps.inventory.enums.PhotoKind",
        "RepairStateEnum": "apps.inventory.service_centre.enums.OrderState",
        "RepairFindingEnum": "apps.inventory.service_centre.enums.Finding",
        "RepairPayerEnum": "apps.inventory.service_centre.enums.Payer",
        "ComponentStateEnum": "apps.inventory.service_centre.enums.ComponentState",
        "PartKindEnum": "apps.inventory.service_centre.enums.PartKind",
        "StockKindEnum": "apps.inventory.service_centre.enums.StockKind",
        "MovementStatusEnum": "apps.logistics.enums.MovementStatus",
        "ReturnStatusEnum": "apps.logistics.enums.ReturnStatus",
        "ClaimStatusEnum": "apps.logistics.enums.ClaimStatus",
        "ClaimKindEnum": "apps.logistics.enums.ClaimKind",
        "ClaimOutcomeEnum": "apps.logistics.enums.Outcome",
    },
}
