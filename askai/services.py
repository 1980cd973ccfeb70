"""Writes of conversations: a turn is opened in one transaction and closed in one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from askai.answer.citations import AnswerDraft, Citation
from askai.answer.claims import Held, Unsourced, unsourced
from askai.answer.contract import breaches, is_declined, is_off_topic, is_partial, nearest, topic_of
from askai.answer.leases import BROKE_OFF, turns_interrupt
from askai.answer.library import library_of
from askai.answer.rendering import Extras, answer_html
from askai.feature import ASK_AI
from askai.models import Conversation, Turn
from askai.prompt.build import CorpusPrefix, prompt_build
from askai.prompt.prefix import prefix_today
from askai.selectors import conversation_open, history_of, turn_get, turn_list, turns_left
from askai.wire import AnswerDone
from routing.comparisons.writes import pairs_forget
from routing.gateway.cleaning import clean_text
from routing.gateway.messages import Caller, Outcome, Prompt, Ticket
from routing.ledger.admission import call_open
from routing.ledger.calls import call_close
from routing.models import CallStatus

_STATES = {
    CallStatus.DONE: Turn.State.ANSWERED,
    CallStatus.CUT: Turn.State.CUT,
    CallStatus.REFUSED: Turn.State.REFUSED,
    CallStatus.CANCELLED: Turn.State.STOPPED,
}
_CUT_SHORT = {Turn.State.CUT, Turn.State.STOPPED, Turn.State.INTERRUPTED}
_REPLACEMENT = "\ufffd"  # what a decoder puts for bytes that are no text
_NOTES = {
    Turn.State.CUT: "The answer reached its length limit and ends here.",
    Turn.State.REFUSED: "The model declined to answer this question.",
    Turn.State.STOPPED: "You stopped this answer.",
    Turn.State.INTERRUPTED: BROKE_OFF,
}


class UnableToAsk(Exception):
    """A question that was not taken. `code` is one of the wire's; `message` is for the visitor."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class VisitorQuestion:
    """What a visitor sent. `conversation` is the id a new conversation gets; a lone question gets one of its own."""

    text: str
    key: UUID
    conversation: UUID
    is_lone: bool = False


@dataclass(frozen=True, slots=True)
class TurnWork:
    """What it takes to answer a stored question: the granted call, the request, and the sources it may cite."""

    turn_id: int
    question: str
    ticket: Ticket
    prompt: Prompt
    prefix: CorpusPrefix


@dataclass(frozen=True, slots=True)
class OpenTurn:
    """A stored question. `work` is None when the same key was asked before: there is nothing to pay for."""

    id: int
    key: UUID
    conversation: str
    idx: int
    work: TurnWork | None


@transaction.atomic
def turn_open(*, question: VisitorQuestion, caller: Caller, now: datetime) -> OpenTurn:
    """Store a question and reserve its money, or find the turn that the same key opened.

    Raises UnableToAsk (`empty`, `too_long`, `busy`) and UnableToAdmit; nothing is stored or charged then.
    """
    text = _question_text(question.text)
    conversation = _conversation(question, caller, now)
    turns = turn_list(conversation)
    asked = next((turn for turn in turns if turn.key == question.key), None)
    if asked is not None:
        return OpenTurn(asked.pk, asked.key, str(conversation.public_id), asked.idx, work=None)
    _admit(turns)
    prefix = prefix_today()
    before = turns[-1].call_id if turns else None
    asked_on = timezone.localdate(now)
    prompt = prompt_build(prefix, history=history_of(turns), question=text, asked_on=asked_on, after_call=before)
    ticket = call_open(feature=ASK_AI.key, prompt=prompt, caller=caller, now=now, begin=True)
    turn = Turn.objects.create(
        conversation=conversation,
        idx=turns[-1].idx + 1 if turns else 0,
        key=question.key,
        question=text,
        call_id=ticket.call_id,
        asked_at=now,
        alive_at=Now(),
    )
    work = TurnWork(turn.pk, text, ticket, prompt, prefix)
    return OpenTurn(turn.pk, turn.key, str(conversation.public_id), turn.idx, work=work)


def turn_close(
    *, work: TurnWork, draft: AnswerDraft, outcome: Outcome, message: str, frames: int, now: datetime
) -> AnswerDone:
    """Store an answer however it ended, settle its call, and return the turn's last frame, number `frames`.

    `message` says why it broke off, in a visitor's words. A turn that was deleted meanwhile stays deleted.
    """
    state = _state(draft, outcome)
    # Everything that takes long is made before the transaction: a writer holds up every other one.
    lacking, found = _checked(work, draft, state, now)
    html = answer_html(draft.ordered(), draft.citations, _extras(work, draft, state, message), lacking)
    citations = [citation.as_json() for citation in draft.citations]
    outcome.breaches = found  # routing weighs them beside the marks
    with transaction.atomic():
        call_close(work.ticket, outcome, now)
        Turn.objects.filter(pk=work.turn_id, answered_at=None).update(
            blocks=draft.as_sent() if state != Turn.State.REFUSED else [],
            text=draft.text,
            html=html,
            citations=citations,
            unsourced=[each.as_json() for each in lacking],
            state=state,
            frames=frames,
            live=[],
            answered_at=now,
            breaches=found,
            topic=_topic(work, draft, state),
        )
    return AnswerDone(
        work.turn_id, frames, state, html, citations, work.ticket.engine, outcome.model or work.ticket.model
    )


def turn_find(*, turn_id: int, visitor: str) -> Turn:
    """Return a visitor's turn; one whose process died is marked as interrupted first.

    Raises UnableToAsk `not_found`.
    """
    try:
        turn = turn_get(turn_id=turn_id, visitor=visitor)
    except Turn.DoesNotExist as error:
        raise UnableToAsk("not_found", "That answer is no longer here.") from error
    if turn.state == Turn.State.ANSWERING and turns_interrupt(turns_left().filter(pk=turn_id)):
        return turn_get(turn_id=turn_id, visitor=visitor)  # with its call, which no async code may fetch later
    return turn


def conversation_show(*, visitor: str) -> tuple[Conversation | None, list[Turn]]:
    """Return the visitor's open conversation and its turns, none left hanging by a dead process."""
    conversation = conversation_open(visitor)
    if conversation is None:
        return None, []
    turns = turn_list(conversation)
    if _answering(turns) and turns_interrupt(turns_left().filter(conversation=conversation)):
        turns = turn_list(conversation)
    return conversation, turns


def conversation_close(*, visitor: str) -> None:
    """Close the visitor's conversation: the next question begins another."""
    Conversation.objects.filter(visitor=visitor, is_closed=False).update(is_closed=True)


def conversations_forget(*, visitor: str) -> int:
    """Delete every conversation of this visitor, and return how many. The ledger keeps its numbers.

    No copy of the words stays: what comparisons took of them is emptied with them.
    """
    return _deleted(Conversation.objects.filter(visitor=visitor))


def conversations_expire(now: datetime) -> int:
    """Delete every conversation without a question in the last RETENTION_DAYS days, and return how many."""
    since = now - timedelta(days=settings.RETENTION_DAYS)
    return _deleted(Conversation.objects.filter(started_at__lt=since).exclude(turns__asked_at__gte=since))


def _deleted(conversations: QuerySet[Conversation]) -> int:
    with transaction.atomic():
        _, by_model = conversations.delete()
        pairs_forget(ASK_AI.key)
    return by_model.get(Conversation._meta.label, 0)


def _question_text(text: str) -> str:
    cleaned = clean_text(text)
    if not cleaned:
        raise UnableToAsk("empty", "Type a question first.")
    if not any(map(str.isalnum, cleaned)) or cleaned.count(_REPLACEMENT) * 10 > len(cleaned):
        raise UnableToAsk("empty", "That has no words to answer. Type a question.")
    if len(cleaned) > settings.ASK_MAX_CHARS:
        raise UnableToAsk("too_long", f"A question may have {settings.ASK_MAX_CHARS:,} characters at most.")
    return cleaned


def _conversation(question: VisitorQuestion, caller: Caller, now: datetime) -> Conversation:
    """Return the conversation, locked: two sockets of one visitor open their turns one after the other."""
    fresh = {"public_id": question.conversation, "started_at": now}
    if question.is_lone:
        return Conversation.objects.create(visitor=caller.visitor, is_closed=True, **fresh)
    found, _ = Conversation.objects.get_or_create(visitor=caller.visitor, is_closed=False, defaults=fresh)
    return Conversation.objects.select_for_update().get(pk=found.pk)


def _answering(turns: list[Turn]) -> list[Turn]:
    return [turn for turn in turns if turn.state == Turn.State.ANSWERING]


def _admit(turns: list[Turn]) -> None:
    if len(turns) >= settings.ASK_MAX_TURNS:
        raise UnableToAsk(
            "too_long", f"This chat is at its limit of {settings.ASK_MAX_TURNS} questions. Start a new chat to go on."
        )
    answering = _answering(turns)  # one at most: the database sees to that
    if answering and not turns_interrupt(turns_left().filter(pk=answering[0].pk)):
        raise UnableToAsk("busy", "One answer is still being written. Wait for it, or stop it.")


def _state(draft: AnswerDraft, outcome: Outcome) -> Turn.State:
    state = _STATES.get(outcome.status, Turn.State.INTERRUPTED)
    if state == Turn.State.ANSWERED and not draft.text:
        return Turn.State.INTERRUPTED
    if state == Turn.State.ANSWERED and (is_declined(draft.text) or is_off_topic(draft.text)):
        return Turn.State.DECLINED
    return state


def _checked(work: TurnWork, draft: AnswerDraft, state: Turn.State, now: datetime) -> tuple[list[Unsourced], list[str]]:
    """Return the sentences without a source, and how the answer broke its contract.

    The last sentence of an answer that was cut short may lack only its end.
    """
    corpus, parts = work.prefix.corpus, draft.parts()
    can_cite = "citations" in work.ticket.capabilities
    held = Held(question=work.question, today=timezone.localdate(now), can_cite=can_cite)
    lacking = unsourced(parts, library_of(corpus), held)
    if state in _CUT_SHORT:
        lacking = [each for each in lacking if each.end < len("".join(part.text for part in parts).rstrip())]
    return lacking, breaches(parts, library_of(corpus), held, lacking, dropped=draft.dropped)


def _topic(work: TurnWork, draft: AnswerDraft, state: Turn.State) -> str:
    if state != Turn.State.DECLINED or is_off_topic(draft.text):
        return ""
    return topic_of(work.question, work.prefix.corpus.owner)


def _extras(work: TurnWork, draft: AnswerDraft, state: Turn.State, message: str) -> Extras:
    """Return what code adds: where the site is silent, the way to a person; to the nearest section if on all of it."""
    note = message or _NOTES.get(state, "")
    is_answer = state in {Turn.State.ANSWERED, Turn.State.DECLINED}
    if not is_answer or is_off_topic(draft.text) or not (is_declined(draft.text) or is_partial(draft.text)):
        return Extras(note=note)
    corpus = work.prefix.corpus
    found = _nearest(work, draft) if state == Turn.State.DECLINED else None
    return Extras(nearest=found, contact_url=corpus.contact_url, owner=corpus.owner)


def _nearest(work: TurnWork, draft: AnswerDraft) -> Citation | None:
    """Return the section nearest to a declined question: the one the answer names, or else the one with its words.

    None where the answer itself cited one.
    """
    if draft.citations:
        return None
    sources = {source.url: source for source in work.prefix.corpus.sources}
    named = [url for url, source in sources.items() if f'"{source.title}"' in draft.text]
    passages = {url: f"{each.title} {' '.join(each.blocks)}" for url, each in sources.items()}
    found = named[0] if named else nearest(work.question, passages)
    return Citation(source=found, title=sources[found].title, quote="") if found else None
