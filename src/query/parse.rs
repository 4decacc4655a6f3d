//! The query language: one rule of the grammar, one function.
//!
//! ```text
//! query  = all ("or" all)*
//! all    = one (("and")? one)*
//! one    = "not" one | "(" query ")" | FIELD ":" value | '"' phrase '"' | name
//! name   = words, as many as make a name
//! ```

use regex::Regex;

use super::{Phrase, Query, QueryError, Years};
use crate::complaint::did_you_mean;
use crate::corpus::EditionId;
use crate::gazetteer::Kind;
use crate::holdings::Names;
use crate::text::{Span, fold, kebab};

const FIELDS: [&str; 6] = ["year", "series", "edition", "track", "speaker", "kind"];

/// How deep parentheses and `not` may nest.
const DEEPEST: usize = 64;

/// Reads a query; an empty one selects every talk.
///
/// # Errors
///
/// The first thing that is wrong, with its place: a parenthesis without its other half, an unknown field, a value that
/// does not fit its field, a name that no dictionary has.
pub fn parse(text: &str, names: &dyn Names) -> Result<Query, QueryError> {
    let mut parser = Parser { text, names, tokens: lex(text)?, at: 0, depth: 0 };
    if parser.tokens.is_empty() {
        return Ok(Query::everything());
    }
    let query = parser.query()?;
    match parser.peek() {
        None => Ok(query),
        Some(token) => Err(error(token.span, "nothing opens this parenthesis", None)),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Lexeme {
    Open,
    Close,
    Phrase(String),
    /// A field and its value.
    Field(String, String),
    Word(String),
}

#[derive(Debug, Clone)]
struct Token {
    lexeme: Lexeme,
    span: Span,
}

fn error(span: Span, cause: impl Into<String>, hint: Option<String>) -> QueryError {
    QueryError { span, cause: cause.into(), hint, is_unknown_name: false }
}

fn lex(text: &str) -> Result<Vec<Token>, QueryError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        let lexeme = match c {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '(' | ')' => {
                at += 1;
                if c == '(' { Lexeme::Open } else { Lexeme::Close }
            }
            '"' | '“' | '”' => {
                let (phrase, end) = quoted(text, at)?;
                at = end;
                Lexeme::Phrase(phrase)
            }
            _ => {
                let end = text[at..].find(|c: char| c.is_whitespace() || "()\"“”".contains(c));
                at = end.map_or(text.len(), |length| start + length);
                let word = &text[start..at];
                match field_of(word) {
                    Some((field, "")) if text[at..].starts_with(['"', '“']) => {
                        let (value, end) = quoted(text, at)?;
                        at = end;
                        Lexeme::Field(field.to_owned(), value)
                    }
                    Some((field, value)) => Lexeme::Field(field.to_owned(), value.to_owned()),
                    None => Lexeme::Word(word.to_owned()),
                }
            }
        };
        tokens.push(Token { lexeme, span: Span::new(start, at) });
    }
    Ok(tokens)
}

/// The field and value of `field:value`; `std::vec` is a word.
fn field_of(word: &str) -> Option<(&str, &str)> {
    let (field, value) = word.split_once(':')?;
    let is_field = !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_lowercase());
    (is_field && !value.starts_with(':')).then_some((field, value))
}

/// The text between the quotation mark at `at` and the next, and the byte after that.
fn quoted(text: &str, at: usize) -> Result<(String, usize), QueryError> {
    let open = text[at..].chars().next().map_or(1, char::len_utf8);
    let rest = &text[at + open..];
    match rest.char_indices().find(|(_, c)| matches!(c, '"' | '“' | '”')) {
        Some((length, close)) => Ok((rest[..length].to_owned(), at + open + length + close.len_utf8())),
        None => {
            Err(error(Span::new(at, text.len()), "the quotation mark is not closed", Some("add a `\"`".to_owned())))
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    names: &'a dyn Names,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token { lexeme: Lexeme::Word(found), .. }) if found.eq_ignore_ascii_case(word))
    }

    fn end(&self) -> Span {
        Span::new(self.text.len(), self.text.len())
    }

    /// `query = all ("or" all)*`
    fn query(&mut self) -> Result<Query, QueryError> {
        let mut parts = vec![self.all()?];
        while self.is_word("or") {
            self.at += 1;
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Query::Or(parts) })
    }

    /// `all = one (("and")? one)*`
    fn all(&mut self) -> Result<Query, QueryError> {
        let mut parts = vec![self.one()?];
        loop {
            if self.is_word("and") {
                self.at += 1;
            } else if self.is_word("or") || matches!(self.peek(), None | Some(Token { lexeme: Lexeme::Close, .. })) {
                break;
            }
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Query::And(parts) })
    }

    /// `one = "not" one | "(" query ")" | FIELD ":" value | '"' phrase '"' | name`
    fn one(&mut self) -> Result<Query, QueryError> {
        let Some(token) = self.peek().cloned() else {
            return Err(error(self.end(), "something is missing here", Some("name an entity or a field".to_owned())));
        };
        if self.depth == DEEPEST {
            return Err(error(token.span, "nested too deeply", None));
        }
        self.depth += 1;
        let query = if self.is_word("not") {
            self.at += 1;
            Query::Not(Box::new(self.one()?))
        } else {
            match &token.lexeme {
                Lexeme::Open => self.parenthesis(token.span)?,
                Lexeme::Close => return Err(error(token.span, "something is missing before this parenthesis", None)),
                Lexeme::Phrase(text) => {
                    self.at += 1;
                    phrase(text).ok_or_else(|| error(token.span, "there is no word in this phrase", None))?
                }
                Lexeme::Field(field, value) => {
                    self.at += 1;
                    Self::field(field, value, token.span)?
                }
                Lexeme::Word(word) if matches!(word.to_ascii_lowercase().as_str(), "and" | "or") => {
                    return Err(error(token.span, format!("something is missing before `{word}`"), None));
                }
                Lexeme::Word(_) => self.name()?,
            }
        };
        self.depth -= 1;
        Ok(query)
    }

    fn parenthesis(&mut self, open: Span) -> Result<Query, QueryError> {
        self.at += 1;
        let query = self.query()?;
        if !matches!(self.peek(), Some(Token { lexeme: Lexeme::Close, .. })) {
            return Err(error(open, "this parenthesis is not closed", Some("add a `)`".to_owned())));
        }
        self.at += 1;
        Ok(query)
    }

    fn field(field: &str, value: &str, span: Span) -> Result<Query, QueryError> {
        if value.trim().is_empty() && FIELDS.contains(&field) {
            return Err(error(span, format!("`{field}:` has no value"), None));
        }
        let wrong = |hint: &str| error(span, format!("`{value}` does not fit `{field}:`"), Some(hint.to_owned()));
        match field {
            "year" => {
                Years::parse(value).map(Query::Years).ok_or_else(|| wrong("write `year:2016` or `year:2016..2023`"))
            }
            "edition" => {
                EditionId::parse(value).map(Query::Edition).ok_or_else(|| wrong("write `edition:fosdem-2020`"))
            }
            "kind" => {
                let kinds = Kind::ALL.map(Kind::name);
                let hint = did_you_mean(value, kinds).map_or_else(
                    || format!("kinds are {}", kinds.join(", ")),
                    |close| format!("did you mean `kind:{close}`?"),
                );
                Kind::of_name(value).map(Query::Kind).ok_or_else(|| wrong(&hint))
            }
            "series" => Ok(Query::Series(kebab(value))),
            "track" => Ok(Query::Track(fold(value))),
            "speaker" => Ok(Query::Speaker(fold(value))),
            _ => Err(error(
                span,
                format!("unknown field `{field}:`"),
                Some(did_you_mean(field, FIELDS).map_or_else(
                    || format!("fields are {}", FIELDS.map(|field| format!("{field}:")).join(", ")),
                    |close| format!("did you mean `{close}:`?"),
                )),
            )),
        }
    }

    /// The longest run of words from here that is a name; what follows is another condition.
    fn name(&mut self) -> Result<Query, QueryError> {
        let words: Vec<(String, Span)> = self.tokens[self.at..]
            .iter()
            .map_while(|token| match &token.lexeme {
                Lexeme::Word(word) if !["and", "or", "not"].contains(&word.to_ascii_lowercase().as_str()) => {
                    Some((word.clone(), token.span))
                }
                _ => None,
            })
            .collect();
        for length in (1..=words.len()).rev() {
            let name: Vec<&str> = words[..length].iter().map(|(word, _)| word.as_str()).collect();
            if let Some(entity) = self.names.find(&name.join(" ")) {
                self.at += length;
                return Ok(Query::Entity(entity));
            }
        }
        let span = words.iter().map(|(_, span)| *span).reduce(Span::join).unwrap_or(self.end());
        let error = unknown_name(self.names, &self.text[span.range()], span);
        // `speaker:Adrian Reber` is a field and a name; most likely it was meant to be one field.
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        Err(match before.map(|token| &token.lexeme) {
            Some(Lexeme::Field(field, value)) if !value.contains(' ') => {
                let name = words.first().map_or("", |(word, _)| word.as_str());
                QueryError { hint: Some(format!("quote what belongs together: {field}:\"{value} {name}\"")), ..error }
            }
            _ => error,
        })
    }
}

/// The error for a name that no dictionary has.
pub(super) fn unknown_name(names: &dyn Names, name: &str, span: Span) -> QueryError {
    let hint = names.did_you_mean(name).map_or_else(
        || format!("search for the words themselves: '\"{name}\"'"),
        |close| format!("did you mean `{close}`?"),
    );
    QueryError { span, cause: format!("no dictionary knows `{name}`"), hint: Some(hint), is_unknown_name: true }
}

/// A phrase that finds its words in a row, whatever stands between them.
fn phrase(text: &str) -> Option<Query> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() && !"+#".contains(c))
        .filter(|word| !word.is_empty())
        .map(regex::escape)
        .collect();
    if words.is_empty() {
        return None;
    }
    let pattern = format!(r"(?i)\b{{start-half}}({})\b{{end-half}}", words.join(r"[^\w+#]{1,20}"));
    Regex::new(&pattern).ok().map(|pattern| Query::Phrase(Phrase { pattern }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::{Dictionary, Gazetteer};

    fn gazetteer() -> Gazetteer {
        let text = "- {id: criu, name: CRIU, kind: project}\n\
                    - {id: docker, name: Docker, kind: project}\n\
                    - {id: docker-cli, name: docker CLI, kind: project}\n\
                    - {id: c-plus-plus, name: C++, kind: technology}\n";
        Gazetteer::compile(vec![Dictionary::new("d.yaml", text)]).0
    }

    fn show(query: &Query, gazetteer: &Gazetteer) -> String {
        let list = |parts: &[Query]| parts.iter().map(|part| show(part, gazetteer)).collect::<Vec<_>>().join(" ");
        match query {
            Query::And(parts) => format!("(and {})", list(parts)),
            Query::Or(parts) => format!("(or {})", list(parts)),
            Query::Not(part) => format!("(not {})", show(part, gazetteer)),
            Query::Entity(entity) => gazetteer.entity(*entity).id.to_string(),
            Query::Phrase(_) => "phrase".to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn and_binds_closer_than_or_and_words_make_the_longest_names() {
        let gazetteer = gazetteer();
        for (text, expected) in [
            ("CRIU", "criu"),
            ("criu docker cli", "(and criu docker-cli)"),
            ("docker criu or c++", "(or (and docker criu) c-plus-plus)"),
            ("docker and (criu OR not c++)", "(and docker (or criu (not c-plus-plus)))"),
            ("year:2016..2020", "Years(Years { first: 2016, last: 2020 })"),
            ("track:\"Containers devroom\" criu", "(and Track(\"containers devroom\") criu)"),
            ("kind:topic", "Kind(Topic)"),
            ("\"live migration\"", "phrase"),
            ("", "(and )"),
        ] {
            assert_eq!(show(&parse(text, &gazetteer).unwrap(), &gazetteer), expected, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let gazetteer = gazetteer();
        for (text, span, cause) in [
            ("criu and", 8..8, "something is missing here"),
            ("(criu", 0..1, "this parenthesis is not closed"),
            ("criu)", 4..5, "nothing opens this parenthesis"),
            ("or criu", 0..2, "something is missing before `or`"),
            ("yaer:2016", 0..9, "unknown field `yaer:`"),
            ("year:216", 0..8, "`216` does not fit `year:`"),
            ("criu dcoker", 5..11, "no dictionary knows `dcoker`"),
            ("\"open", 0..5, "the quotation mark is not closed"),
        ] {
            let error = parse(text, &gazetteer).unwrap_err();
            assert_eq!((error.span.range(), error.cause.as_str()), (span, cause), "{text}");
        }
        assert_eq!(parse("dcoker", &gazetteer).unwrap_err().hint.as_deref(), Some("did you mean `Docker`?"));
        assert!(parse(&"(".repeat(10_000), &gazetteer).is_err(), "nesting is bounded");
    }

    proptest::proptest! {
        #[test]
        fn no_query_panics(text in "\\PC{0,40}|((and|or|not|\\(|\\)|criu|docker|year:2016|\"x\") ?){0,20}") {
            let _ = parse(&text, &gazetteer());
        }
    }
}
