"""What can be searched for: one row of folded text for each thing, with trigram indexes."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from apps.common.db.operations import GrantTable
from apps.common.migrations.sql import search


class Migration(migrations.Migration):
    dependencies = [("common", "0001_foundation")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("open_text", models.TextField()),
                ("full_text", models.TextField()),
                ("names", models.TextField()),
                ("changed_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    GinIndex(fields=["open_text"], name="common_search_open", opclasses=["gin_trgm_ops"]),
                    GinIndex(fields=["full_text"], name="common_search_full", opclasses=["gin_trgm_ops"]),
                    GinIndex(fields=["names"], name="common_search_names", opclasses=["gin_trgm_ops"]),
                    models.Index(
                        condition=models.Q(("looked_at", None)), fields=["kind", "changed_at"], name="common_search_new"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("kind", "subject_id"), name="common_search_once")],
            },
        ),
        GrantTable("common_searchentry", system=""),
        migrations.RunSQL(search.SEARCH, search.DROP_SEARCH),
    ]
