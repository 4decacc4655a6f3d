//! Turns of phrase: how people say that somebody talked, and that they were there.

use std::sync::LazyLock;

use regex::Regex;

use super::super::link::pattern;

/// What talks are called.
pub(super) const NOUN: &str = r"(?:talk|speech|speeche|presentation|session|keynote|lecture|workshop|discussion|demo|demonstration|showcase|panel|tutorial|vortrag|vorträge|foredrag|conférence|présentation|charla|ponencia|lezing)";

/// Compiles the turns of phrase ahead of their use, from the one that is needed last.
///
/// Compiling them takes longer than reading a report with them, and a second core can do it meanwhile.
pub(in crate::source::notes) fn prepare() {
    let turns =
        [&PRAISE, &IMPRESSED, &HIGHLIGHT, &WATCHED_BEFORE, &NOT_THIS, &BARE, &ATTENDED, &NOUN_OF, &NOUN_BY, &SPEECH];
    for turn in turns {
        LazyLock::force(turn);
    }
}

/// `by`, `from` and the like right after a title.
pub(super) static BY_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[”\x22’'»]?(?:-\w+)?(?:\s+(?:talk|session|presentation|keynote|one|lecture|workshop|(?:was\s+)?(?:given|presented|held)|again|also))*\s*,?\s*(?:by|from|of|with|von|par|por|di|av|door)\s+(?:\w+\s+(?:of|at|from)\s+)?",
    )
});

/// A dash, colon or comma right after a title.
pub(super) static DASH_AFTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[”\x22’'»]?\s*(?:-{1,3}|–|—|:|,|\|)\s+"));

/// A verb of speech after a name, with what may stand between.
pub(super) static SPEECH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:\s+(?:from|of|at)\s+(?:the\s+)?[\p{L}\d][^,.;]{0,40}?)??(?:\s*(?:\([^)]{0,80}\)|\[[^\]]{0,80}\]|,[^,]{0,90},|-[^-]{0,60}-))*(?:'s|’s)?,?\s*(?:who\s+|also\s+|then\s+|again\s+|both\s+|recently\s+|respectively\s+|has\s+|have\s+){0,2}(?:talked|talks|talking|spoke|speaks|speaking|presented|presents|presenting|gave|gives|giving|delivered|delivers|held|holds|introduced|introduces|demoed|demonstrated|demonstrates|showed|shows|showing|showcased|explained|explains|explaining|told|tells|described|describes|discussed|discusses|covered|covers|walked|led|ran|hosted|did|does|talk|sprach|erzählte|hielt|zeigte|présenté|présente|parle|habló|presentó|snakket|presenterte|fortalte|vertelde|shifted|set|closed|opened|kicked|(?:treated|took|guided|invited)\s+us)\b",
    )
});

/// What may stand between a name and its title.
pub(super) static ABOUT_BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:'s|’s)?\s*(?:\([^)]{0,60}\)\s*)?[(:,–—-]?\s*(?:titled|entitled|called|named|about|on|with|over|über|sur|sobre|su|om)?\s*(?:the\s+|a\s+|his\s+|her\s+|their\s+)?[“\x22«„]?$",
    )
});

/// `a talk about`, `the keynote,` right before a title.
pub(super) static TALK_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b{NOUN}s?\b(?:[^.;]{{0,30}}?\s(?:was\s+)?(?:on|about|über|sur|sobre|om|:)|[^.;]{{0,90}}?\s(?:entitled|titled|called|named)|,|\s+was)\s*(?:the\s+)?[“”\x22«„‘'’]?$"
    ))
});

/// `talk` right after a title.
pub(super) static TALK_AFTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?i)^[”\x22’'»]?(?:-\w+)?\s+{NOUN}\b")));

/// `devroom`, `track` right after a name: a place.
pub(super) static PLACE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^\s*(?:dev\s?-?room|track|room|stand|booth|building|area|main\s+track|section|conference)s?\b")
});

/// `talk … by` right before a name; `talk of` too.
pub(super) static NOUN_BY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?:\b(?:session|workshop|tutorial|panel|keynote)\s+with\s+\(?|\b{NOUN}s?\b(?:\s+(?:of|von|de|av)\s+(?:[\w&'’-]+\s+){{0,2}}\(?|(?P<topic>[^.;!?]{{0,120}}?)\s*,?\s*(?:(?:given|presented|held)\s+)?\b(?:by|from|par|por|di|door)\s+(?:[\w&'’-]+\s+){{0,4}}\(?))$"
    ))
});

/// A sentence that begins with a title and its byline: `Oars for all, by Anna Fox, is about …`.
pub(super) static BYLINED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[“\x22„«]?(?P<title>[\p{Lu}\d][^.;!?]{2,120}?)[”\x22»]?,\s+by\s+$"));

/// `’s keynote` right after a name.
pub(super) static NOUN_OF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^(?:\s*\([^)]{{0,80}}\))?(?:'s|’s|'|’)\s+(?P<middle>(?:[\w-]+\s+){{0,4}}?)(?:{NOUN}|turn)\b(?:\s+(?:was|is))?(?:\s+(?:about|on|titled|entitled|called)\s)?"
    ))
});

/// `I saw a talk about`.
pub(super) static ATTENDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)\b(?:attended|saw|watched|enjoyed|liked|loved|visited|went\s+to|sat\s+in|caught|listened\s+to|joined|see|seeing|next\s+(?:was|came|up)|there\s+(?:was|is)|impressed\s+by|favou?rite|highlights?|recommend|started\s+with|besuchte|sah|assisté\s+à|vi)\b(?:[^.;]{{0,60}}?\b(?:a|an|the|one|another|einen|une|un|una)\s+(?:[\w'’-]+\s+){{0,4}}?{NOUN}|\s+{NOUN})\s+(?:about|on|titled|entitled|called|regarding|covering|über|sur|sobre)\s+"
    ))
});

/// `Next one was about …`, which needs no noun.
pub(super) static NEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:the\s+)?(?:next|first|second|third|last|another)\s+(?:one|up|talk|session)\s+was\s+(?:about|on)\s+",
    )
});

/// A sentence that begins as `A talk about`.
pub(super) static BARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^(?:an?|the|another|next|first|last|second)?\s*(?:[\w-]+\s+){{0,3}}?{NOUN}\s+(?:about|on|titled|entitled)\s+"
    ))
});

/// `Another highlight was`.
pub(super) static HIGHLIGHT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bhighlights?\b[^.;]{0,50}?\b(?:was|were|included|is|are)\s+(?:(?:discovering|seeing|hearing|learning|meeting|getting)\s+(?:about\s+|of\s+)?)?(?:probably\s+|certainly\s+|definitely\s+)?(?:the\s+|a\s+|an\s+)?",
    )
});

/// `Then X blew me away with their showcase`.
pub(super) static IMPRESSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|\s)(?:Then|Next|Finally|Later|Afterwards|After that|Also),?\s+(?P<who>[\p{Lu}\d][^,;]{1,50}?)\s+(?:blew|impressed|amazed|wowed|surprised|convinced|stole|entertained)\s[^.]{0,80}?\b(?:showcase|demo|talk|presentation|session|features|keynote)\b",
    )
});

/// `the two following talks` at the end of a text.
pub(super) static ANNOUNCES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bfollowing\s+(?:\w+\s+)?(?:talks?|sessions?|presentations?)\s*[:.]?\s*$"));

/// A person at work, not far after the name.
pub(super) static SHOWING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^[^.;]{0,40}\b(?:showing|presenting|explaining|demonstrating|talking|describing)\b")
});

/// Not a talk that is told of now: the author’s own, none, this one.
pub(super) static NOT_THIS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:this|that|it|these)\b|\b(?:only\s+a|no|not\s+a|single|my|our|another|give|submit|propose)\s+(?:\w+\s+)?(?:talk|session)\b",
    )
});

/// `I attended` right before a title.
pub(super) static WATCHED_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:i|we)\s+(?:\w+\s+){0,2}(?:attended|watched|caught|sat\s+in\s+on)\s+(?:the\s+)?[“\x22«„]?$")
});

/// A noun for a talk anywhere.
pub(super) static TALK_WORD: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?i)\b{NOUN}s?\b")));

/// A sentence about what was named in the one before.
pub(super) static ANAPHORIC: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:The|This|That|His|Her|Their|It|Its|He|She|They)\b"));

/// `X gave great talks.`: several, and none in particular.
pub(super) static PRAISE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:gave|held|delivered|did|had)\s+(?:[\w-]+\s+){0,4}(?:talks|presentations|sessions|keynotes)\s*(?:[.,!;]|$)",
    )
});

/// Whether a noun for a talk stands anywhere.
pub(super) fn names_a_talk(words: &str) -> bool {
    TALK_WORD.is_match(words)
}

/// Whether a verb is one of speaking to an audience, by itself.
pub(super) fn is_speaking(verb: &str) -> bool {
    let folded = crate::text::fold(verb);
    let last = folded.rsplit(' ').next().unwrap_or_default();
    matches!(
        last,
        "us" | "talked"
            | "talks"
            | "talking"
            | "spoke"
            | "speaks"
            | "presented"
            | "presents"
            | "presenting"
            | "delivered"
            | "delivers"
            | "told"
            | "demoed"
            | "showing"
            | "showcased"
            | "explaining"
            | "introduced"
            | "introduces"
            | "sprach"
            | "erzahlte"
            | "presente"
            | "parle"
            | "hablo"
            | "presento"
            | "snakket"
            | "presenterte"
            | "fortalte"
            | "vertelde"
            | "explained"
            | "explains"
            | "showed"
            | "shows"
            | "demonstrated"
            | "demonstrates"
            | "discussed"
            | "discusses"
    )
}
