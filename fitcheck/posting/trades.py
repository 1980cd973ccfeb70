"""Families of work by the words of titles, in five languages; the head noun of the title is asked first."""

import re
from functools import lru_cache

from corpus.text.words import fold

# Stems of folded words. A general table of trades after the sub-major groups of ISCO-08, not grown on any posting.
_FAMILIES = {
    "healthcare":
        "nurs|krankenpfleg|pfleg|infirmi|enferm|physician|doctor|medic|arzt|arztin|therap|pharmac|pharmaz|"
        "apothek|dentist|zahn|"
                  "midwi|hebamme|sage-femme|matron|paramedic|caregiver|carer|aide-soignant|auxiliar de enferm|"
                  "psycholog|psychiat|radiolog|"
                  "surgeon|clinic|veterin|tierarzt|optometr|dietit|phlebotom|hygienist|kinesi|sanitat|health",
    "legal":
        "lawyer|attorney|solicitor|barrister|counsel|paralegal|jurist|juriste|rechtsanwalt|anwalt|avocat|abogad|"
        "advogad|notar|legal|"
             "compliance",
    "education":
        "teach|lehr|enseignant|professeur|profesor|professor|lectur|tutor|instructor|trainer|training|educat|"
        "erzieh|educador|"
                 "docente|dozent|formateur|formador|librar|faculty|curriculum|learning|kindergarten|instructional",
    "design": "design|ux|ui|illustrat|animator|gestalt|graphi|maquettist|disenad|creative|art director",
    "data":
        "data|daten|donnees|datos|dados|analytics|machine learning|statisti|business intelligence|bi|ml|datenanaly",
    "engineering":
        "engineer|engineering|developer|entwickl|developpeu|desarrollad|desenvolved|programm|software|architect|"
        "devops|sre|ingenieur|"
                   "ingeniero|engenheir|informati|sysadmin|qa|tester|cto|cyber|frontend|backend|full stack|fullstack|"
                   "network|security analyst|it",
    "product": "product|produkt|produit|producto|produto|scrum master",
    "marketing":
        "marketing|marketer|brand|seo|content|communication|kommunikation|communicat|comunicac|comunicaci|"
        "copywrit|growth|"
                 "public relations|pr|social media|redakteur|redacteur|journalist|editor|publicist",
    "sales":
        "sales|sell|account executive|account manager|business development|vertrieb|verkauf|verkauf|vendeu|"
        "commercial|ventas|vendedor|vendas|"
             "comercial|merchandis|cashier|kassier|caissi|cajer|retail|store|einzelhandel|ingenieur commercial|"
             "realtor|estate agent",
    "support":
        "support|customer success|customer service|help desk|helpdesk|kundenservice|kundenbetreu|kundendienst|"
        "service client|"
               "atencion al cliente|atendimento|receptionist|empfang|call center|customer",
    "people":
        "recruit|human resources|hr|people|talent|personal|ressources humaines|rrhh|recursos humanos|rh|"
        "compensation|payroll|lohnbuchhalt|"
              "diversity",
    "finance":
        "account|financ|controller|controlling|audit|bookkeep|buchhalt|comptab|contab|treasur|tax|steuer|"
        "steuerberat|actuar|bank|underwrit|"
               "invest|economist|credit|cfo",
    "research":
        "research|scient|forsch|chercheu|investigador|pesquisador|postdoc|laborat|biolog|chemist|chemik|"
        "physicist|wissenschaft",
    "trades":
        "electric|elektrik|elektronik|electro|plumb|klempner|plombi|fontaner|encanador|mechanic|mechatron|"
        "mechanik|mecani|carpent|tischler|"
              "menuisi|carpinter|weld|schweiss|soudeur|soldador|technician|techniker|technicien|tecnico|hvac|"
              "machinist|driver|fahrer|chauffeur|"
              "conductor|motorista|chef|cook|koch|kochin|cuisini|cocin|cozinh|baker|backer|boulang|butcher|forklift|"
              "lagerist|lager|warehouse|"
              "construct|bricklay|maurer|macon|albanil|pedreiro|painter|maler|roof|gardener|gartner|cleaner|reinig|"
              "hairdress|friseur|barista|"
              "waiter|kellner|serveu|camarero|installer|monteur|operator|bediener|operari|soldier|guard|"
              "security officer|janitor|hausmeister|"
              "caretaker|mechatroniker|anlagen|carriste|magasini|almacen|logist",
    "operations":
        "operation|logistics|logistik|supply chain|project|projekt|projet|proyecto|projeto|program|office|"
        "administ|assistant|assistent|"
                  "secretar|sekretar|procure|einkauf|achat|compras|coordinat|koordinat|planner|dispatch|"
                  "chief of staff|facilit|clerk|betrieb|"
                  "sachbearbeit|quality|manager",
}  # fmt: skip
_WITH_OTHERS = re.compile(r"\b(?:with|support\w*|for|to|recruit\w*|hir\w+|manag\w+|mit|avec|con|com) "
                          r"(?:\w+ ){0,3}(?:nurs|physician|pharmac|midwi|pflege|infirmi|enferm)")  # fmt: skip
# Professions that nobody may practise without a licence: who asks for one hires one, whatever the title says.
_LICENSED = (
    ("healthcare", r"(?:registered|licensed|qualified|staff|charge) nurs\w+|\brn\b|\bnmc\b|midwi\w+|physician|"
                   r"medical doctor|pharmacist|examinierte\w*|pflegefach\w+|approbation|infirmi\w+|enfermeir\w+|"
                   r"enfermer\w+|hebamme|sage-femme|coren\b"),
    ("legal", r"admitted to (?:the bar|practi[cs]e)|\bbar (?:admission|membership)|licensed attorney|"
              r"qualified solicitor|rechtsanwalt\w*|staatsexamen|barreau|colegiado como abogad\w+|\boab\b"),
    ("education", r"qualified teacher|teaching (?:licen[cs]e|certificate|credential)|lehramt\w*|capes\b"),
)  # fmt: skip
_LICENCES = tuple((family, re.compile(rf"\b(?:{pattern})")) for family, pattern in _LICENSED)
_ORDER = tuple(_FAMILIES)
_PHRASES = {family: tuple(stem for stem in stems.split("|") if " " in stem) for family, stems in _FAMILIES.items()}
_WHOLE = frozenset(
    {"it", "bi", "ml", "ui", "ux", "pr", "hr", "rh", "qa", "cook", "koch", "bank", "store", "lager", "sre", "tax"}
)
_RANKS = frozenset(
    """
    manager managers director directors head lead leader supervisor chief vp president executive officer
    specialist associate assistant analyst consultant coordinator administrator senior junior staff principal
    intern trainee apprentice expert advisor representative strategist planner leiter leiterin teamleiter
    teamleitung leitung mitarbeiter mitarbeiterin referent fachkraft spezialist berater beraterin responsable
    chef directeur directrice charge chargee assistente gerente jefe jefa director directora analista
    especialista coordinador coordenador encargado tecnico consultor consultora praktikant stagiaire becario
    estagiario werkstudent m w d f h i ii iii iv of de und for group global regional fellow professional
    generalist agent partner owner clerk
    """.split()
)
_AGENT = re.compile(r"(?:er|or|ist|ian|ant|nurse)$")
_PEOPLE = frozenset(
    """
    applicant candidate employee fellow hire holder incumbent individual intern lead member officer people person
    professional role position selectee staff talent team
    """.split()
)
_LINKS = re.compile(r"\s+(?:of|for|fur|de|du|des|del|da|do|von|im|in der|en|em)\s+|\s*[,–—|:(]\s*|\s-\s")


# Heads that many trades share: a word before them may name the trade ("Data Engineer", "Support Engineer").
_SHARED_HEAD = re.compile(r"engineer|scientist|architect|ingenieur|ingenier|engenheir|clerk|technician")
_BEFORE_HEAD = ("data", "sales", "support", "healthcare", "finance")


@lru_cache(maxsize=1_024)
def function_of(title: str) -> str:
    """Return the family of work a title names, "other" where no word of the table stands in it."""
    folded = re.sub(r"\((?:[mwfdhxi](?:[/|*, ]+[mwfdhxi])+)\)", " ", fold(title)).rsplit(":", 1)[-1]
    parts = [re.findall(r"[\w'-]+", part) for part in _LINKS.split(folded)]
    for words in parts:
        family = _family_of(words)
        if family:
            return family
    return next((family for words in parts for word in words for family in _ORDER if _matches(word, family)), "other")


def _family_of(words: list[str]) -> str | None:
    """Return the family of one part of a title: a phrase of the table, else the last word that names a trade."""
    joined = f" {' '.join(words)}"
    phrase = next((family for family in _ORDER for stem in _PHRASES[family] if f" {stem}" in joined), None)
    if phrase:
        return phrase
    for word in reversed([word for word in words if word not in _RANKS]):
        family = next((family for family in _ORDER if _matches(word, family)), None)
        if family and _SHARED_HEAD.match(word):
            return next(
                (own for own in _BEFORE_HEAD for other in words if other != word and _matches(other, own)), family
            )
        if family:
            return family
    return None


def _matches(word: str, family: str) -> bool:
    for stem in _FAMILIES[family].split("|"):
        is_long = stem not in _WHOLE and len(stem) > 3
        if word == stem or (is_long and (word.startswith(stem) or (len(stem) > 5 and stem in word))):
            return True
    return False


def is_person(word: str) -> bool:
    """Say whether a folded word in the singular names somebody who does a trade: engineer, nurse; not reader."""
    return word in _PEOPLE or (bool(_AGENT.search(word)) and (word in _RANKS or function_of(word) != "other"))


def licensed_in(ask: str) -> str:
    """Return the family whose licence the ask names, "" for none. Working with such people is no licence."""
    folded = fold(ask)
    if _WITH_OTHERS.search(folded):
        return ""
    return next((family for family, pattern in _LICENCES if pattern.search(folded)), "")
