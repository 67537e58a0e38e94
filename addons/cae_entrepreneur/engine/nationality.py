"""Nationalities as a French contract writes them: “de nationalité belge”.

Lists of countries know the name of the country only. The adjective agrees with the feminine
word “nationalité”.

>>> get_adjective("FR"), get_adjective("ci"), get_adjective("XX")
('française', 'ivoirienne', '')
"""

_ADJECTIVES = """
AD andorrane|AE émirienne|AF afghane|AG antiguayenne|AL albanaise|AM arménienne|AO angolaise
AR argentine|AT autrichienne|AU australienne|AZ azerbaïdjanaise|BA bosnienne|BB barbadienne
BD bangladaise|BE belge|BF burkinabè|BG bulgare|BH bahreïnienne|BI burundaise|BJ béninoise
BN brunéienne|BO bolivienne|BR brésilienne|BS bahamienne|BT bhoutanaise|BW botswanaise
BY biélorusse|BZ bélizienne|CA canadienne|CD congolaise (RDC)|CF centrafricaine|CG congolaise
CH suisse|CI ivoirienne|CL chilienne|CM camerounaise|CN chinoise|CO colombienne
CR costaricienne|CU cubaine|CV cap-verdienne|CY chypriote|CZ tchèque|DE allemande
DJ djiboutienne|DK danoise|DM dominiquaise|DO dominicaine|DZ algérienne|EC équatorienne
EE estonienne|EG égyptienne|ER érythréenne|ES espagnole|ET éthiopienne|FI finlandaise
FJ fidjienne|FM micronésienne|FR française|GA gabonaise|GB britannique|GD grenadienne
GE géorgienne|GH ghanéenne|GM gambienne|GN guinéenne|GQ équato-guinéenne|GR grecque
GT guatémaltèque|GW bissau-guinéenne|GY guyanienne|HN hondurienne|HR croate|HT haïtienne
HU hongroise|ID indonésienne|IE irlandaise|IL israélienne|IN indienne|IQ irakienne
IR iranienne|IS islandaise|IT italienne|JM jamaïcaine|JO jordanienne|JP japonaise|KE kényane
KG kirghize|KH cambodgienne|KI kiribatienne|KM comorienne|KN kittitienne|KP nord-coréenne
KR sud-coréenne|KW koweïtienne|KZ kazakhe|LA laotienne|LB libanaise|LC saint-lucienne
LI liechtensteinoise|LK srilankaise|LR libérienne|LS lésothane|LT lituanienne
LU luxembourgeoise|LV lettone|LY libyenne|MA marocaine|MC monégasque|MD moldave
ME monténégrine|MG malgache|MH marshallaise|MK macédonienne|ML malienne|MM birmane
MN mongole|MR mauritanienne|MT maltaise|MU mauricienne|MV maldivienne|MW malawienne
MX mexicaine|MY malaisienne|MZ mozambicaine|NA namibienne|NE nigérienne|NG nigériane
NI nicaraguayenne|NL néerlandaise|NO norvégienne|NP népalaise|NR nauruane|NZ néo-zélandaise
OM omanaise|PA panaméenne|PE péruvienne|PG papouasienne|PH philippine|PK pakistanaise
PL polonaise|PS palestinienne|PT portugaise|PW palaosienne|PY paraguayenne|QA qatarienne
RO roumaine|RS serbe|RU russe|RW rwandaise|SA saoudienne|SB salomonaise|SC seychelloise
SD soudanaise|SE suédoise|SG singapourienne|SI slovène|SK slovaque|SL sierra-léonaise
SM saint-marinaise|SN sénégalaise|SO somalienne|SR surinamaise|SS sud-soudanaise
ST santoméenne|SV salvadorienne|SY syrienne|SZ swazie|TD tchadienne|TG togolaise
TH thaïlandaise|TJ tadjike|TL est-timoraise|TM turkmène|TN tunisienne|TO tongienne
TR turque|TT trinidadienne|TV tuvaluane|TW taïwanaise|TZ tanzanienne|UA ukrainienne
UG ougandaise|US américaine|UY uruguayenne|UZ ouzbèke|VA vaticane|VC saint-vincentaise
VE vénézuélienne|VN vietnamienne|VU vanuataise|WS samoane|XK kosovare|YE yéménite
ZA sud-africaine|ZM zambienne|ZW zimbabwéenne
"""
ADJECTIVES = dict(
    entry.split(" ", 1) for line in _ADJECTIVES.split("\n") if line for entry in line.split("|")
)


def get_adjective(country_code: str) -> str:
    """Return the French adjective of a country, feminine; empty for one that is not known.

    :param str country_code: two letters
    """
    return ADJECTIVES.get((country_code or "").upper(), "")


def get_spellings(country_code: str) -> set[str]:
    """Return how the nationality of a country is written: feminine, and masculine.

    >>> sorted(get_spellings("IT")), sorted(get_spellings("GR")), sorted(get_spellings("FR"))
    (['italien', 'italienne'], ['grec', 'grecque'], ['français', 'française'])
    >>> get_spellings("XX")
    set()
    """
    adjective = get_adjective(country_code)
    if not adjective:
        return set()
    for feminine, masculine in (("nne", "n"), ("cque", "c"), ("rque", "rc"), ("e", "")):
        if adjective.endswith(feminine):
            return {adjective, adjective.removesuffix(feminine) + masculine}
    return {adjective}
