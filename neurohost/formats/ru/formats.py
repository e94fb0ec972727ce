"""A day of a month in the genitive, as people say it; Django writes «28 ноябрь»."""

MONTH_DAY_FORMAT = "j E"
