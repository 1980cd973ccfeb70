"""The commonest interview words of German, Spanish, French and Japanese: enough to find the English sentences."""

from __future__ import annotations

import re
from functools import cache

from corpus.search.stems import fold

# Folded word (for Japanese a stretch) and what it asks about in English; several are joined by commas.
_WORDS = """
priorisieren:prioritise priorizas:prioritise priorizar:prioritise prioriser:prioritise produkt:product
producto:product productos:product produit:product produits:product lieblingsprodukt:favourite,product
gescheitert:failure scheitern:failure fehler:mistake fracaso:failure fracasaste:failure exito:success echec:failure
erreur:mistake gelernt:learned aprendiste:learned aprendido:learned appris:learned stolz:proud orgulloso:proud
orgullosa:proud fier:proud erfolg:achievement logro:achievement reussite:achievement team:team equipo:team
equipe:team gefuhrt:led geleitet:led leiten:lead liderado:led dirige:led kundigungsfrist:notice_period
preaviso:notice_period preavis:notice_period eintrittsdatum:start_date verfugbar:available disponible:available
disponibilidad:available disponibilite:available stelle:role rolle:role puesto:role rol:role poste:role nachste:next
nachsten:next proximo:next prochain:next suchen:looking suchst:looking buscas:looking busca:looking cherchez:looking
cherches:looking jahre:years anos:years annees:years gehalt:salary salario:salary sueldo:salary salaire:salary
verheiratet:married casado:married casada:married marie:married kinder:have,children
hijos:have,children enfants:have,children
hobbys:hobbies aficiones:hobbies loisirs:hobbies sprachen:languages idiomas:languages langues:languages
standort:location ubicacion:location wohnen:location vives:location habitez:location pivoter:pivot pivotar:pivot
decision:decision entscheidung:decision decidiste:decision kunden:customers clientes:customers clients:customers
konflikt:conflict conflicto:conflict conflit:conflict herausforderung:challenge desafio:challenge reto:challenge
defi:challenge strategie:strategy estrategia:strategy ausbildung:education studium:education educacion:education
formation:education lanzaste:launched lance:launched caracteristicas:features features:features backlog:backlog
fonctionnalites:features starken:strengths fortalezas:strengths schwachen:weaknesses debilidades:weaknesses
faiblesses:weaknesses heissen:name heisst:name llamas:name appelez:name programmieren:code programar:code
programmer:code recursos:resources limitados:limited remote:remote teletrabajo:remote teletravail:remote 次:next
ポジション:role 役職:role 仕事:role 求め:looking 通知期間:notice_period 優先:prioritise 製品:product
プロダクト:product 失敗:failure 学び:learned 学ん:learned 誇り:proud 達成:achievement 成果:achievement 経験:years
給与:salary 給料:salary 年収:salary 結婚:married 子供:have,children 趣味:hobbies 言語:languages チーム:team
顧客:customers 決定:decision 戦略:strategy 名前:name リモート:remote 勤務地:location 学歴:education 強み:strengths
弱み:weaknesses 挑戦:challenge
"""
_FOREIGN = """
der die das und ist dein deine ihre ihrem ihren sie wie wir was ein eine war haben hast warum welche wann im mit fur du
el los las un una que como cuando por para con tu tus su sobre cuentame es en de la tienes esta cual donde no te le les
une des du vous votre vos est avez ou comment pourquoi quel quelle decrivez avec dans sur ton etes
"""
_ENGLISH = "the what how is are do did you your of to in a tell me about have why which who when where and was"
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


@cache
def _meanings() -> dict[str, list[str]]:
    pairs = (pair.split(":") for pair in _WORDS.split())
    return {fold(word): meaning.split(",") for word, meaning in pairs}


def english(text: str) -> str | None:
    """The English terms of a question in another language; "" if none is known, None if the question is English."""
    folded = fold(text)
    if _CJK.search(folded):
        known = (meaning for word, meaning in _meanings().items() if _CJK.search(word) and word in folded)
    else:
        tokens = re.findall(r"[^\W\d_]+", folded)
        foreign = sum(token in _FOREIGN.split() for token in tokens)
        foreign += sum(token in _meanings() for token in tokens)
        if foreign < 2 or foreign <= sum(token in _ENGLISH.split() for token in tokens):
            return None
        known = (_meanings()[token] for token in tokens if token in _meanings())
    return " ".join(term for meaning in known for term in meaning)
