"""What the owner says: a profile, pages cut into sections, and the skills matrix."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords


class Visibility(models.TextChoices):
    """Who may see a row. `ai` is read by the model and reachable by its address, but listed nowhere."""

    PUBLIC = "public", "Public"
    AI = "ai", "Unlisted (the AI reads it)"
    PRIVATE = "private", "Private (never leaves the admin)"


class Seniority(models.TextChoices):
    """Bands of a role, lowest first. The order of the members is the order of the ladder."""

    INTERN = "intern"
    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"
    LEAD = "lead"
    MANAGER = "manager"
    DIRECTOR = "director"
    EXECUTIVE = "executive"


class Profile(models.Model):
    """The owner, one row. Lists hold short strings, compared without regard to case."""

    name = models.CharField(max_length=100)
    pronoun = models.CharField(max_length=20, default="they", help_text="she, he, they: how answers speak of you.")
    headline = models.CharField(max_length=200)
    summary = models.TextField(blank=True, help_text="Two or three sentences for the home page.")
    place = models.CharField(max_length=80, blank=True, help_text="Where you live: “Chicago”.")
    work_mode = models.CharField(
        max_length=120, blank=True, help_text="How you work, in a few words: “Remote in the United States”."
    )
    notice = models.CharField("notice period", max_length=60, blank=True, help_text="“Four weeks”.")
    available_from = models.DateField(null=True, blank=True, help_text="The day you could start.")
    contact_url = models.CharField(
        max_length=300, help_text="mailto: or https: address for visitors who want to reach you."
    )
    cv_url = models.CharField(
        "CV", max_length=300, blank=True, help_text="https: address, or a path of this site such as /pages/about/."
    )
    linkedin_url = models.CharField("LinkedIn", max_length=300, blank=True, help_text="https: address.")
    locations = models.JSONField(default=list, blank=True, help_text="Where you can work, and 'remote'.")
    authorised_in = models.JSONField(
        default=list, blank=True, help_text="Countries where you may work without sponsorship."
    )
    citizenships = models.JSONField(default=list, blank=True, help_text="Countries whose passport you hold.")
    languages = models.JSONField(default=list, blank=True)
    licences = models.JSONField(default=list, blank=True, help_text="Licences, certificates, clearances, degrees.")
    licences_complete = models.BooleanField(
        "this list is complete", default=False, help_text="A licence that is not listed is then one you do not hold."
    )
    career_started = models.DateField(null=True, blank=True, help_text="First day of your first full-time job.")
    level_min = models.CharField(max_length=20, choices=Seniority, default=Seniority.SENIOR)
    level_max = models.CharField(max_length=20, choices=Seniority, default=Seniority.DIRECTOR)
    domains = models.JSONField(default=list, blank=True, help_text="Industries and product kinds you know.")
    functions = models.JSONField(default=list, blank=True, help_text="Job families: product, design, engineering…")
    wants = models.JSONField(default=list, blank=True, help_text="What you look for in a job, in plain sentences.")
    dealbreakers = models.JSONField(default=list, blank=True, help_text="What you turn down, in plain sentences.")
    starter_questions = models.JSONField(
        default=list, blank=True, help_text="Suggested questions on the ask page, four at most."
    )
    is_sample = models.BooleanField(default=False, help_text="Marks the demo owner; every page says so.")
    sensitive = models.CharField(
        "not gone into",
        max_length=400,
        blank=True,
        help_text="What the chat declines unless a page states it, in your words. Empty: salary, health, family, age, "
        "beliefs, address or anything else personal.",
    )
    updated_at = models.DateTimeField(auto_now=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "profile"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="profile_is_one_row")]

    def __str__(self) -> str:
        return self.name


class Portrait(models.Model):
    """The owner's photograph, one row. In the database, so that every node has it and every backup holds it."""

    content = models.BinaryField()
    media_type = models.CharField(max_length=20)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="portrait_is_one_row")]

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"

    def get_absolute_url(self) -> str:
        return f"/portrait?{self.sha256[:8]}"


class Page(models.Model):
    """One page of the site, in Markdown. Its sections are cut at headings when it is saved."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    class Group(models.TextChoices):
        """Where lists of pages put it. The order of the members is the order of the groups; the empty one is last."""

        WORK = "work", "Work"
        PROJECTS = "projects", "Projects"
        ANSWERS = "answers", "Straight answers"

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=150)
    summary = models.CharField(max_length=250, blank=True)
    body = models.TextField(help_text="Markdown. Headings start sections that answers can cite.")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    group = models.CharField(max_length=10, choices=Group, blank=True, help_text="The heading it is listed under.")
    years = models.CharField(max_length=20, blank=True, help_text="Shown beside the title: “2020–2022”.")
    order = models.PositiveIntegerField(default=100)
    updated_at = models.DateTimeField(auto_now=True)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/pages/{self.slug}/"


class Section(models.Model):
    """A stretch of a page under one heading: what an answer cites. Written by `page_cut`, never by hand."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="sections")
    anchor = models.SlugField(max_length=100)
    heading_path = models.CharField(max_length=400, help_text="Headings from the page's title down, joined by ' › '.")
    order = models.PositiveIntegerField()
    text = models.TextField(help_text="Plain text, paragraphs parted by a blank line.")
    html = models.TextField(help_text="Sanitised HTML as shown on the page.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "anchor"], name="section_anchor_once_a_page"),
            models.UniqueConstraint(fields=["page", "order"], name="section_order_once_a_page"),
        ]

    def __str__(self) -> str:
        return self.heading_path

    def get_absolute_url(self) -> str:
        return f"{self.page.get_absolute_url()}#{self.anchor}"


class Skill(models.Model):
    """One row of the matrix: what the owner can do, and how the owner rates it."""

    class Priority(models.TextChoices):
        CORE = "core", "Core"
        STRONG = "strong", "Strong"
        WORKING = "working", "Working"
        AVOID = "avoid", "Avoid"

    class Rating(models.IntegerChoices):
        NONE = 0, "0 · none"
        AWARE = 1, "1 · know what it is"
        ASSISTED = 2, "2 · did it with help"
        WORKING = 3, "3 · do it alone"
        STRONG = 4, "4 · others ask me"
        EXPERT = 5, "5 · set the standard"

    key = models.SlugField(max_length=80, unique=True, help_text="Stable; imports match rows by it.")
    name = models.CharField(max_length=120, unique=True)
    aliases = models.JSONField(default=list, blank=True)
    category = models.CharField(max_length=80)
    rating = models.PositiveSmallIntegerField(choices=Rating, validators=[MinValueValidator(0), MaxValueValidator(5)])
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.WORKING)
    years = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(60)])
    last_used = models.DateField(null=True, blank=True)
    durable = models.BooleanField(default=False, help_text="Does not fade when unused (a language, a way of thinking).")
    evidence = models.TextField(blank=True)
    evidence_section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    honest_note = models.TextField(blank=True, help_text="For you alone: never leaves the admin.")
    gap_reason = models.TextField(blank=True, help_text="Shown where a job asks for it and you lack it.")
    learning = models.BooleanField(default=False)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    updated_at = models.DateTimeField(auto_now=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(rating__lte=5), name="skill_rating_at_most_5"),
        ]

    def __str__(self) -> str:
        return self.name


class CorpusVersion(models.Model):
    """A fingerprint of the corpus or the matrix as the model read it. Never changed, never deleted."""

    class Kind(models.TextChoices):
        CORPUS = "corpus"
        MATRIX = "matrix"

    kind = models.CharField(max_length=10, choices=Kind)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    tokens = models.JSONField(default=dict, help_text="Tokens by tokenizer family: {'old': n, 'new': n}, estimated.")
    rows = models.JSONField(default=list, help_text="The rows as read: kept so that an old record can be recomputed.")
    change = models.TextField(blank=True, help_text="What changed since the version before.")

    class Meta:
        verbose_name = "text version"
        indexes = [models.Index(fields=["kind", "-id"], name="corpusversion_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:8]}"


class SearchIndex(models.Model):
    """Which versions the search index holds, one row. Whoever makes it anew locks the row."""

    version = models.CharField(max_length=50, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="searchindex_is_one_row")]

    def __str__(self) -> str:
        return self.version


class SearchEntry(models.Model):
    """What the search looks through: a section or a skill, as plain text. Made by `index_refresh`, never by hand."""

    section = models.OneToOneField(Section, null=True, on_delete=models.CASCADE, related_name="+")
    skill = models.OneToOneField(Skill, null=True, on_delete=models.CASCADE, related_name="+")
    title = models.TextField()
    body = models.TextField()

    def __str__(self) -> str:
        return self.title
