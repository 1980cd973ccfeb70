"""What the headings of postings mean, in English, German, French, Spanish and Portuguese.

A heading is known when a phrase of the table stands in it and, unless its form says that it is a heading, every word of
it is a word that headings are made of. All patterns are of folded text (no capitals, no accents, ß as ss).
"""

import re
from functools import lru_cache

from corpus.text.words import STOP_WORDS, fold
from fitcheck.posting.outline import Chapter
from fitcheck.posting.shapes import names_skill

# The first that matches decides: "Preferred qualifications" is nice, "Application process" how to apply.
_TABLE = (
    (Chapter.NAVIGATION, r"people also viewed|similar (?:jobs|searches|positions)|more jobs|related jobs|jobs? alerts?|"
        r"recommended jobs|share this job|referrals increase|ahnliche (?:jobs|stellen)|weitere (?:jobs|stellen)|"
        r"offres similaires|empleos similares|vagas semelhantes|seniority level|employment type|job function|industries"
        r"|(?:job|stellen)[- ]?(?:id|nummer)|meet the hiring team|set alert|get notified|sign in|cookie"),
    (Chapter.COMPANY, r"(?:do not|don't|not) (?:need|require|ask|expect|look|care|want)|(?:not|n't) (?:be )?(?:an? )?"
        r"(?:good |great |right )?fit|not required|ne (?:\w+ )+pas\b|nicht (?:\w+ )?(?:wichtig|notig|brauchst|"
        r"brauchen|erwarte[nt]?|verlangen|musst)|kein muss|(?:no|nao) (?:pedimos|exigimos|buscamos|necesitas|"
        r"hace falta|precisa)|(?:product|practice|business|service) areas$|^teams\b|^departments\b|(?:our|unsere|nos|"
        r"nuestr[ao]s|nossos|nossas) (?:offices|locations|teams|departments|standorte|sites|agences|equipes|sedes|"
        r"oficinas|equipos|unidades|escritorios)$|links$|^faqs?$|frequently asked|preguntas frecuentes|"
        r"questions frequentes|haufige fragen|^travel requirements?$|^work schedule$|^logistics$|"
        r"^practical (?:details|information)$|^rahmenbedingungen$"),
    (Chapter.DUTIES, r"(?:essential|key|main|primary|core|general|job|position) (?:job )?(?:functions|duties|tasks|"
                     r"responsibilities|accountabilities)"
        r"|examples of duties|typical tasks"),
    (Chapter.NICE, r"nice.to.haves?|preferred|preferences|bonus(?! (?:und|and|plan))|\bplus(?:es)?\b|desir(?:ed|able)|"
        r"ideally|(?:would|will|could|might|may) (?:also )?help\b|extra credit|good to have|"
        r"added advantage|brownie|stand out|great if|wunschenswert|von vorteil|"
        r"pluspunkt|optional|idealerweise|kann.kriteri|atouts?\b|souhaite|apprecie|les plus|un plus|valorable|"
        r"valorara|valoraremos|valoramos|deseable|se valora|diferencia(?:l|is)|desejave(?:l|is)|would be (?:great|nice)"
        r"|we'd (?:also )?love|even better|sera um plus"),
    (Chapter.LEGAL, r"equal (?:opportunity|employment)|\beeo\b|diversity|inclusion|privacy|disclaimer|legal|"
        r"accommodat|notice to|datenschutz|chancengleichheit|diversite|egalite|igualdad|igualdade|diversidad|"
        r"data protection|conditions? of (?:employment|appointment|service|hire)|employment conditions|pre.?employment|"
        r"background (?:check|screening|investigation)s?|drug.free|reasonable|fraud|(?:additional|other|further|"
        r"important|supplementa(?:l|ry)) (?:information|details|notes?)|safeguarding|^(?:please )?notes?$|^notices?$|"
        r"terms (?:of|and) (?:employment|conditions)|\bstatement$|hinweise?$|weitere informationen|"
        r"conditions d'(?:emploi|embauche)|informations (?:complementaires|pratiques)|remarques|"
        r"condiciones de (?:contratacion|empleo)|informacion adicional|informacoes (?:adicionais|complementares)|"
        r"condicoes (?:de contratacao|do contrato)|observa(?:ciones|coes)"),
    (Chapter.BENEFITS, r"benefits?\b|perks?\b|compensation|salary|^pay\b|pay range|remuneration|rewards?|what we offer"
        r"|we offer|what you(?:'ll| will)? get|what's in it|in it for you|why (?:you'll|you will|should you|join|work)"
        r"|be excited|we(?:'ll| will) (?:give|provide)|what we provide|our offer|wir bieten|wir dir bieten|"
        r"wir ihnen bieten|bieten wir|unser angebot|deine vorteile|ihre vorteile|darauf (?:kannst|konnen)|erwartet dich"
        r" bei uns|was dich (?:bei uns )?erwartet$|benefit|gehalt|vergutung|offrons|avantages|nous (?:vous )?proposons|"
        r"ce que (?:l')?on (?:vous |te )?(?:offre|propose)|salaire|ofrecemos|beneficios|que ofrece|te ofrece|retribu|"
        r"salario|oferecemos|o que oferec|ventajas"),
    (Chapter.APPLY, r"how to apply|where to apply|to apply|^appl(?:y|ication|ying)|selection|hiring process|interview|"
        r"recruit\w* process|deadline|next steps|what happens|process(?:us)? (?:de|notes)|^contact|evaluat|"
        r"closing date|how we (?:hire|recruit|interview|select|decide)|(?:our|the|hiring|interview\w*|selection) "
        r"(?:\w+ )?(?:process|stages|steps)$|\binterviewers?\b|(?:required|supporting|application|necessary) "
        r"(?:documents?|documentation|materials?)|documents? (?:required|needed|to)|what to (?:submit|send|include)|"
        r"assessment|unterlagen|so lauft|auswahlverfahren|pieces (?:a fournir|justificatives|a joindre)|"
        r"documents (?:a|requis|necessaires)|dossier de|entretiens?\b|deroulement|document(?:acion|os|acao)\b|"
        r"entrevistas?|etapas|"
        r"bewerb|kontakt|ansprechpartner|postul|candidat(?:er|ure)s?\b|recrutement|como (?:aplicar|inscribirte|se "
        r"candidatar)|proceso|processo seletivo|candidate-se|inscri|references|^resume|what to expect in"),
    (Chapter.REQUIRED, r"requirement|minimum|required|must.haves?|must bring|speciali[sz]ed experience|essential|"
        r"non.negotiable|mandatory|basic qualif|you(?:'ll| will)? (?:need|must)|what (?:we|it) requires?|we require|"
        r"eligib|prerequisit|person spec|anforderung|voraussetzung|muss.kriteri|du brauchst|exige|exigence|prerequis|"
        r"imprescindible|obligator|requisit|indispensab"),
    (Chapter.QUALIFICATIONS, r"qualif|you(?:'ve| have)? (?:have|got)|you should|who you are|about you|skills?\b|"
                             r"experience\b|"
        r"you(?:'ll| will)? bring|you(?:'re| are)\b|looking for|profil|ideal candidate|competenc|attributes|"
        r"great fit|good fit|right fit|credentials|what it takes|we expect|expectations|abilit|knowledge|education|"
        r"candidates? (?:will|should|has|have)|background|traits|bringst du|du mitbring|sie mitbring|bringen sie|"
        r"dich aus|sie aus(?:zeichn|mach)|uber dich|uber sie|deine (?:starken|skills)|qualifikation|kenntnisse|"
        r"erfahrung|das bist du|wen wir suchen|wir (?:erwarten|suchen|wunschen)|vous etes|vous avez|"
        r"tu (?:es|as)$|a propos de (?:vous|toi)|recherch|competence|formation|buscamos|perfil|quien eres|sobre ti|"
        r"que necesitas|aportas|experiencia|conocimientos|formacion|habilidades|sobre voce|procuramos|esperamos|"
        r"conhecimentos|experiencia|formacao|voce tem|precisa ter|your toolkit"),
    (Chapter.DUTIES, r"responsib|dut(?:y|ies)\b|you(?:'ll| will) (?:do|be|own|work|drive|achieve|make)|you do\b|"
                     r"your day|"
        r"day.to.day|in this role|(?:key|main) (?:tasks|objectives|areas)|tasks|mission(?:s)?\b(?! statement)|"
        r"accountabilit|the work|objectives?\b|what success|your impact|your (?:role|job|mission)|scope of|"
        r"what you own|in your first|expect to|you will:?$|aufgaben|tatigkeit|was du (?:tust|machst|bewegst)|"
        r"dein(?:e)? (?:job|mission|rolle|einsatz|tag)|das erwartet (?:dich|sie)|verantwort|responsabilit|vos missions|"
        r"tes missions|activites|taches|funciones|tareas|responsabilidad|que haras|tu (?:mision|dia|rol)|tus retos|"
        r"atividades|responsabilidade|atribuic|o que voce (?:vai|ira)|desafios|suas (?:atividades|funcoes)"),
    (Chapter.COMPANY, r"about (?:us|the (?:company|team|organi[sz]ation)|our)|who we are|what we (?:do|value|believe)|"
        r"our (?:values|culture|story|mission|team|company)|working (?:here|at|for)|life at|learn more|company|"
        r"^(?:the )?(?:team|department|employer)$|mission statement|uber uns|wer wir sind|wir sind$|das unternehmen|"
        r"qui (?:sommes|on est)|a propos de nous|l'entreprise|l'equipe|notre|sobre (?:nosotros|nos)|quienes somos|"
        r"la empresa|el equipo|quem somos|a empresa|unser (?:team|unternehmen)|why us"),
    (Chapter.INTRO, r"(?:working|work) conditions|work environment|physical (?:requirements|demands)|about (?:the|"
                    r"this) (?:role|job|position|opportunity)|(?:job|role|position) (?:summary|overview|"
        r"description|purpose)|^(?:summary|overview|purpose|description)$|the (?:role|position|job|opportunity)\b|"
        r"stellenbeschreibung|uber die (?:stelle|rolle)|die (?:stelle|rolle)|le poste|description du poste|"
        r"descriptif|el puesto|sobre el puesto|descripcion|a vaga|sobre a vaga|descricao|basic information|key facts|"
        r"^notes?$|position details"),
)  # fmt: skip
_COMPILED = tuple((section, re.compile(rf"(?<!\w)(?:{pattern})")) for section, pattern in _TABLE)
_ABOUT_NAME = re.compile(
    r"^(?:About|Über|À propos d[e’']|Sobre|Why|Warum|Join|Life at|Working at) ?[A-ZÀ-Ý0-9][\w&.’' -]{1,40}\??$"
)
_WORDS = frozenset(
    """
    a about able accountabilities achieve activities additional also an and apply applying are areas as at
    attributes background basic be benefits bonus bring by can candidate candidates career company
    compensation competencies core contact credentials culture daily day demonstrate description desirable
    desired details do doing drive duties each education eligibility equal essential excited expect
    expectations experience expertise extra find first fit for from full functions general get good got great
    have haves here highly hiring how i'd ideal ideally if impact in include includes interview is it it's job
    join key knowledge learn life like location looking love main make makes mandatory minimum mission more
    must my need needed needs next nice notes objectives of offer offering opportunity or other our overview
    own package paid pay perks person personal plus points position possess preferred prior primary process
    profile purpose qualifications qualities rewards related required requirements requires responsibilities
    responsible responsibility role salary scope seeking should skills skillset soft special specialized
    specific specification stand statement steps strong success successful summary take takes tasks team tech
    technical that the these this things thrive to toolkit traits type typical us value values want was we
    we'd we'll we're week what what's when where who why will with work working would you you'd you'll you're
    you've your yourself years examples definition special seran serao seront are were selection license
    licenses certifications certification certificates physical conditions environment notice other out even
    better training qualification abilities ability requisites prerequisites professional offers das der die
    du dein deine deinen dich dir wir sie ihr ihre ihnen ihren was wer wen bist bringst mit mitbringst
    mitbringen mitbringt bringen solltest sollten bieten bietet biete uns unser unsere unseren aufgaben
    aufgabe aufgabengebiet aufgabenbereich tatigkeiten tatigkeit anforderungen anforderungsprofil profil
    qualifikation qualifikationen kenntnisse kompetenzen erfahrung erfahrungen erwartet erwarten erwartest
    erwartungen dafur darauf freuen kannst konnen fur und oder als in bei an auf zu zum zur im ist sind so
    sich zeichnet zeichnen aus macht machst tust bewegst uber suchen suchst gesucht wunschen wunschenswert
    vorteil von vorteile benefits angebot leistungen voraussetzungen fachliche personliche verantwortung
    verantwortlichkeiten stelle stellenbeschreibung rolle job unternehmen bewerbung bewirb jetzt kontakt
    ansprechpartner mission missionen muss kann kriterien optional warum wozu womit punkten punktest
    begeistern dabei neue neuen ausserdem idealerweise hast brauchst wofur tag ein le la les l'entreprise vous
    votre vos tu ton tes ta nous nos notre ce que qui est etes sommes etre avez avoir missions mission poste
    descriptif description responsabilites principales taches activites profil recherche requis requises
    competences experience formation atouts atout avantages offrons offre proposons proposer offert on de des
    du et en pour au aux un une sera serait plus seraient apprecies souhaite souhaites souhaitees qualites
    attendues attendu exige exigences prerequis indispensables propos candidature candidater postuler
    processus recrutement comment quoi sur rejoindre pourquoi remuneration salaire conditions el los las lo tu
    tus su sus nuestro nuestra que quien eres somos buscamos ofrecemos ofrece te perfil requisitos requisito
    minimos deseables deseable valorara valoraremos valoramos valora valorable se imprescindible
    imprescindibles funciones tareas responsabilidades principales haras mision rol puesto del conocimientos
    experiencia formacion habilidades competencias beneficios necesitas aportas sobre nosotros empresa equipo
    como aplicar inscribirte proceso seleccion y o condiciones pedimos esperamos ti dia retos descripcion
    deseados os as seu sua suas seus voce nos nossa nosso quem procuramos oferecemos vaga da requisitos
    obrigatorios desejaveis desejavel diferenciais diferencial atividades atribuicoes fara ira vai fazer
    precisa ter tem conhecimentos formacao habilidades beneficios descricao candidatar candidate-se seletivo
    processo e o responsabilidades esperamos desafios funcoes vantagens valorizamos sera serao considerado
    considerados
    don't not ask require requiring demanding might would help helps evaluated evaluation evaluations required
    supporting documents document
    documentation application applications materials submit hire hires hired recruit select decide process stages
    steps interviews interviewers interviewing additional information details important supplemental screening
    pre-employment preemployment background check checks safeguarding statement statements eeo notices terms service
    appointment assessment links useful faq faqs frequently asked questions logistics practical offices locations
    departments teams hiring areas business products practice travel schedule care expect nicht wichtig notig brauchen
    verlangen lauft ab allgemeine hinweise hinweis weitere informationen bewerbungsunterlagen unterlagen
    auswahlverfahren ablauf bewerbungsprozess standorte teams haufige fragen rahmenbedingungen verzichten ne pas
    demandons exigeons attendons pieces a fournir justificatives joindre documents necessaires dossier deroulement
    entretien entretiens etapes d'emploi d'embauche emploi informations complementaires pratiques remarques sites
    agences equipes frequentes no pedimos exigimos buscamos documentacion documentos presentar necessarios
    necesarios entrevista entrevistas
    etapas sedes oficinas equipos informacion adicional observaciones contratacion empleo preguntas nao documentacao
    informacoes adicionais complementares condicoes observacoes unidades escritorios nossos nossas nuestras nuestros
    """.split()
)
_SHORTEST_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_LONGEST = 9  # words of a heading
_FORM = re.compile(r"^\W*#{1,6}\s|^\W*(?:\*\*|__)[^*]+(?:\*\*|__):?\W*$|:\W*$")
_LABEL = re.compile(r"^[*_#\s]*([^:\n]{3,60}?)[*_]*\s*:[*_]*\s+(?=\S)")
_FACT_LABEL = re.compile(
    r"\W*(?:salary|pay|compensation|remuneration|closing date|deadline|contact|gehalt|vergutung|salaire|remuneration|"
    r"salario|company|employer|"
    r"team|empresa|job|position|role|title|stelle|poste|puesto|vaga)(?: (?:range|title|name))?$"
)
_CANDIDATE = re.compile(r"(?:^|(?<=[^\s,A-ZÀ-Ý(])\s+)(?:[*_#]+\s*)?([A-ZÄÖÜÀ-Ý¿])")


@lru_cache(maxsize=4_096)
def heading_section(line: str, is_marked: bool = False) -> Chapter | None:
    """Return the section a heading line opens, None where the line is no known heading.

    `is_marked` says that the form already tells a heading (Markdown, bold, capitals): then the phrase is enough.
    """
    text = fold(line).strip(" \t*_#:.?!¿¡-–—…&•")
    found = _SHORTEST_WORD.findall(text)
    if not found or len(found) > _LONGEST or line.rstrip().endswith((".", ",", ";")):
        return None
    if _COMPILED[0][1].fullmatch(text):
        return Chapter.NAVIGATION
    if not is_marked and not all(map(_is_of_headings, found)):
        return Chapter.COMPANY if _ABOUT_NAME.match(line.strip(" *_#:")) and len(found) <= 4 else None
    if not line.lstrip('¿¡*_#"“ ')[:1].isupper() and not is_marked and not line.rstrip().endswith((":", "…", "...")):
        return None
    section = next((section for section, pattern in _COMPILED if pattern.search(text)), None)
    return section or (Chapter.COMPANY if _ABOUT_NAME.match(line.strip(" *_#:")) else None)


def _is_of_headings(word: str) -> bool:
    """Say whether a word stands in headings, whole, without its hyphens, or part by part ("nice-to-haves")."""
    return word in _WORDS or word.replace("-", "") in _WORDS or all(part in _WORDS for part in word.split("-"))


def leading_heading(raw: str) -> list[int]:
    """Return where the text after "Requirements: …" begins, if the line opens with a known heading and a colon."""
    label = _LABEL.match(raw)
    if (
        label is None
        or _FACT_LABEL.match(fold(label.group(1)))
        or heading_section(label.group(1)) in {None, Chapter.NAVIGATION}
    ):
        return []
    return [label.end()]


def inline_headings(raw: str) -> list[int]:
    """Return the cuts around known headings that stand inside running text, as in a posting pasted as one line."""
    cuts: list[int] = []
    place = 0
    while (found := _CANDIDATE.search(raw, place)) is not None:
        start = found.start(1)
        before = raw[:start].split()[-1:] or [""]
        end = 0 if fold(before[0]) in STOP_WORDS else _longest_heading(raw, start)
        is_bare = before[0][-1:].isalnum()
        if end and not (is_bare and (end == len(raw) or (" " not in raw[start:end] and names_skill(raw[start:end])))):
            cuts += [start, end]
        place = max(end, start + 1)
    return cuts


def _longest_heading(raw: str, start: int) -> int:
    """Return the end of the longest known heading that begins at `start`, 0 for none."""
    best = 0
    for count, word in enumerate(re.finditer(r"\S+", raw[start : start + 90])):
        end = start + word.end()
        if count >= _LONGEST or (count and word.group()[-1] in ".;!"):
            break
        if _follows(raw, end) and _opens_section(raw[start:end]):
            best = end
        if word.group().endswith((":", "?")):
            break
    return best


def _opens_section(phrase: str) -> bool:
    is_loud = phrase.isupper() and " " in phrase
    return heading_section(phrase, is_loud) is not None and not _FACT_LABEL.match(fold(phrase).strip(" :"))


def _follows(raw: str, end: int) -> bool:
    """Say whether what comes next may be the first thing under a heading: a colon before it, a capital, a mark."""
    rest = raw[end : end + 4].strip(" *_")
    return raw[end - 1] in ":?" or end == len(raw) or (bool(rest) and (not rest[0].isalpha() or rest[0].isupper()))
