"""Regions of Russia by the first two digits of an INN, with names in three languages and a tile of the cartogram.

The digits are those of the tax service that gave the number. A line of the table: codes, column and row of the tile,
short name on the tile, Russian, Chinese and English name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

INN_DIGITS: Final = 2
_TABLE: Final = """
51|4|1|МУР|Мурманская область|摩尔曼斯克州|Murmansk Region
87|17|1|ЧУК|Чукотский АО|楚科奇自治区|Chukotka
39|1|2|КЛГ|Калининградская область|加里宁格勒州|Kaliningrad Region
78,98|3|2|СПБ|Санкт-Петербург|圣彼得堡|Saint Petersburg
10|4|2|КАР|Республика Карелия|卡累利阿共和国|Karelia
83|7|2|НЕН|Ненецкий АО|涅涅茨自治区|Nenets
89|9|2|ЯМА|Ямало-Ненецкий АО|亚马尔-涅涅茨自治区|Yamalo-Nenets
14|14|2|ЯКУ|Республика Саха (Якутия)|萨哈（雅库特）共和国|Sakha (Yakutia)
49|16|2|МАГ|Магаданская область|马加丹州|Magadan Region
41,82|17|2|КАМ|Камчатский край|堪察加边疆区|Kamchatka
47|3|3|ЛЕН|Ленинградская область|列宁格勒州|Leningrad Region
53|4|3|НОВ|Новгородская область|诺夫哥罗德州|Novgorod Region
35|5|3|ВОЛ|Вологодская область|沃洛格达州|Vologda Region
29|6|3|АРХ|Архангельская область|阿尔汉格尔斯克州|Arkhangelsk Region
11|7|3|КОМ|Республика Коми|科米共和国|Komi
86|9|3|ХМН|Ханты-Мансийский АО — Югра|汉特-曼西自治区|Khanty-Mansi
24,84,88|12|3|КРЯ|Красноярский край|克拉斯诺亚尔斯克边疆区|Krasnoyarsk Territory
60|2|4|ПСК|Псковская область|普斯科夫州|Pskov Region
69|3|4|ТВЕ|Тверская область|特维尔州|Tver Region
76|4|4|ЯРО|Ярославская область|雅罗斯拉夫尔州|Yaroslavl Region
44|5|4|КОС|Костромская область|科斯特罗马州|Kostroma Region
43|6|4|КИР|Кировская область|基洛夫州|Kirov Region
59,81|7|4|ПЕР|Пермский край|彼尔姆边疆区|Perm Territory
66|8|4|СВЕ|Свердловская область|斯维尔德洛夫斯克州|Sverdlovsk Region
72|9|4|ТЮМ|Тюменская область|秋明州|Tyumen Region
70|10|4|ТОМ|Томская область|托木斯克州|Tomsk Region
42|11|4|КЕМ|Кемеровская область — Кузбасс|克麦罗沃州|Kemerovo Region
38,85|13|4|ИРК|Иркутская область|伊尔库茨克州|Irkutsk Region
28|15|4|АМУ|Амурская область|阿穆尔州|Amur Region
27|16|4|ХАБ|Хабаровский край|哈巴罗夫斯克边疆区|Khabarovsk Territory
65|17|4|САХ|Сахалинская область|萨哈林州|Sakhalin Region
67|2|5|СМО|Смоленская область|斯摩棱斯克州|Smolensk Region
77,97,99|3|5|МСК|Москва|莫斯科|Moscow
50|4|5|МО|Московская область|莫斯科州|Moscow Region
33|5|5|ВЛА|Владимирская область|弗拉基米尔州|Vladimir Region
37|6|5|ИВА|Ивановская область|伊万诺沃州|Ivanovo Region
18|7|5|УДМ|Удмуртская Республика|乌德穆尔特共和国|Udmurtia
45|9|5|КУР|Курганская область|库尔干州|Kurgan Region
55|10|5|ОМС|Омская область|鄂木斯克州|Omsk Region
54|11|5|НСК|Новосибирская область|新西伯利亚州|Novosibirsk Region
19|12|5|ХАК|Республика Хакасия|哈卡斯共和国|Khakassia
03|13|5|БУР|Республика Бурятия|布里亚特共和国|Buryatia
75,80|14|5|ЗАБ|Забайкальский край|外贝加尔边疆区|Zabaykalye
79|15|5|ЕАО|Еврейская АО|犹太自治州|Jewish Autonomous Region
25|16|5|ПРИ|Приморский край|滨海边疆区|Primorye
32|2|6|БРЯ|Брянская область|布良斯克州|Bryansk Region
40|3|6|КЛЖ|Калужская область|卡卢加州|Kaluga Region
71|4|6|ТУЛ|Тульская область|图拉州|Tula Region
62|5|6|РЯЗ|Рязанская область|梁赞州|Ryazan Region
52|6|6|НИЖ|Нижегородская область|下诺夫哥罗德州|Nizhny Novgorod Region
12|7|6|МЭЛ|Республика Марий Эл|马里埃尔共和国|Mari El
16|8|6|ТАТ|Республика Татарстан|鞑靼斯坦共和国|Tatarstan
74|9|6|ЧЕЛ|Челябинская область|车里雅宾斯克州|Chelyabinsk Region
22|11|6|АЛТ|Алтайский край|阿尔泰边疆区|Altai Territory
04|12|6|РА|Республика Алтай|阿尔泰共和国|Altai Republic
17|13|6|ТЫВ|Республика Тыва|图瓦共和国|Tuva
57|3|7|ОРЛ|Орловская область|奥廖尔州|Oryol Region
48|4|7|ЛИП|Липецкая область|利佩茨克州|Lipetsk Region
68|5|7|ТАМ|Тамбовская область|坦波夫州|Tambov Region
13|6|7|МОР|Республика Мордовия|莫尔多瓦共和国|Mordovia
21|7|7|ЧУВ|Чувашская Республика|楚瓦什共和国|Chuvashia
73|8|7|УЛЬ|Ульяновская область|乌里扬诺夫斯克州|Ulyanovsk Region
02|9|7|БАШ|Республика Башкортостан|巴什科尔托斯坦共和国|Bashkortostan
46|3|8|КРС|Курская область|库尔斯克州|Kursk Region
31|4|8|БЕЛ|Белгородская область|别尔哥罗德州|Belgorod Region
36|5|8|ВРН|Воронежская область|沃罗涅日州|Voronezh Region
58|6|8|ПЕН|Пензенская область|奔萨州|Penza Region
64|7|8|САР|Саратовская область|萨拉托夫州|Saratov Region
63|8|8|САМ|Самарская область|萨马拉州|Samara Region
56|9|8|ОРЕ|Оренбургская область|奥伦堡州|Orenburg Region
94|4|9|ЛНР|Луганск (код 94)|卢甘斯克（代码 94）|Luhansk (code 94)
93|3|9|ДНР|Донецк (код 93)|顿涅茨克（代码 93）|Donetsk (code 93)
95|1|9|ХЕР|Херсон (код 95)|赫尔松（代码 95）|Kherson (code 95)
90|2|9|ЗАП|Запорожье (код 90)|扎波罗热（代码 90）|Zaporizhzhia (code 90)
61|5|9|РОС|Ростовская область|罗斯托夫州|Rostov Region
34|6|9|ВГГ|Волгоградская область|伏尔加格勒州|Volgograd Region
08|7|9|КЛМ|Республика Калмыкия|卡尔梅克共和国|Kalmykia
30|8|9|АСТ|Астраханская область|阿斯特拉罕州|Astrakhan Region
92|1|10|СЕВ|Севастополь (код 92)|塞瓦斯托波尔（代码 92）|Sevastopol (code 92)
91|2|10|КРЫ|Крым (код 91)|克里米亚（代码 91）|Crimea (code 91)
01|4|10|АДЫ|Республика Адыгея|阿迪格共和国|Adygea
23|5|10|КРД|Краснодарский край|克拉斯诺达尔边疆区|Krasnodar Territory
26|6|10|СТА|Ставропольский край|斯塔夫罗波尔边疆区|Stavropol Territory
09|5|11|КЧР|Карачаево-Черкесия|卡拉恰伊-切尔克斯共和国|Karachay-Cherkessia
07|6|11|КБР|Кабардино-Балкария|卡巴尔达-巴尔卡尔共和国|Kabardino-Balkaria
15|7|11|СОА|Северная Осетия — Алания|北奥塞梯-阿兰共和国|North Ossetia–Alania
06|8|11|ИНГ|Республика Ингушетия|印古什共和国|Ingushetia
20|9|11|ЧЕЧ|Чеченская Республика|车臣共和国|Chechnya
05|10|11|ДАГ|Республика Дагестан|达吉斯坦共和国|Dagestan
"""


@dataclass(frozen=True, slots=True)
class Region:
    """A region: its codes of the tax service, its tile, its name by language."""

    codes: tuple[str, ...]
    column: int
    row: int
    short: str
    names: tuple[tuple[str, str], ...]

    def name(self, language: str) -> str:
        """Return the name in a language (ru, zh-hans, en, …), English for an unknown one."""
        names = dict(self.names)
        return names.get(language.split("-", maxsplit=1)[0], names["en"])


def _read(line: str) -> Region:
    """Return the region of a line of the table."""
    codes, column, row, short, russian, chinese, english = line.split("|")
    names = (("ru", russian), ("zh", chinese), ("en", english))
    return Region(tuple(codes.split(",")), int(column), int(row), short, names)


REGIONS: Final = tuple(_read(line) for line in _TABLE.strip().splitlines())
_BY_CODE: Final = {code: region for region in REGIONS for code in region.codes}


def region_of(inn: str) -> Region | None:
    """Return the region whose tax office gave the INN, None for an empty or unknown one."""
    return _BY_CODE.get(inn[:INN_DIGITS])
