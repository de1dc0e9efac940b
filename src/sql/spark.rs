//! A question in the dialect of Spark, which asks the same of tables of the same names. It was read
//! and guarded before; here its words are written in another way, one by one.

use sqlparser::tokenizer::Token;

use super::Question;
use super::mistake::Mistake;
use super::text::{Word, words};

/// Functions that Spark knows by other names, and with the same answers: beyond the end of a list,
/// and of a list that is null, they give null.
const FUNCTIONS: [(&str, &str); 3] = [
    ("ARRAY_GET", "try_element_at"),
    ("ARRAY_LENGTH", "array_size"),
    ("UNNEST", "explode"),
];

impl Question {
    /// The question as Spark 3.5 and newer read it, without comments and without a semicolon.
    ///
    /// # Errors
    /// It holds a text in quotes of a kind that Spark does not have.
    pub fn in_spark(&self) -> Result<String, Mistake> {
        let words = words(&self.text)?;
        let counting: Vec<&Word<'_>> = words.iter().filter(|word| word.counts()).collect();
        let next = counting.iter().skip(1).map(|word| Some(&word.token.token));
        let mut out = String::new();
        let mut before = None;
        for (word, next) in counting.iter().zip(next.chain([None])) {
            let token = &word.token.token;
            if !out.is_empty() && !is_close(before, token) {
                out.push(' ');
            }
            out.push_str(&written(word, next)?);
            before = Some(token);
        }
        Ok(out)
    }
}

/// Whether no space stands between two words.
fn is_close(before: Option<&Token>, token: &Token) -> bool {
    matches!(before, Some(Token::Period | Token::LParen))
        || matches!(token, Token::Period | Token::RParen | Token::Comma)
}

fn written(word: &Word<'_>, next: Option<&Token>) -> Result<String, Mistake> {
    match &word.token.token {
        Token::Word(name) => Ok(match name.quote_style {
            Some(_) => format!("`{}`", name.value.replace('`', "``")),
            None if next == Some(&Token::LParen) => renamed(&name.value).to_owned(),
            None => name.value.clone(),
        }),
        Token::SingleQuotedString(text) => Ok(literal(text)),
        Token::Number(number, false) => Ok(number.clone()),
        token if is_sign(token) => Ok(word.source.trim().to_owned()),
        _ => {
            let told = format!("Spark has no such text or sign as {}", word.source.trim());
            Err(Mistake::at(word.place(), told))
        }
    }
}

fn renamed(function: &str) -> &str {
    let mut known = FUNCTIONS.iter();
    let found = known.find(|(ours, _)| ours.eq_ignore_ascii_case(function));
    found.map_or(function, |(_, theirs)| theirs)
}

/// Signs that are the same in both dialects.
fn is_sign(token: &Token) -> bool {
    matches!(
        token,
        Token::Comma
            | Token::Period
            | Token::LParen
            | Token::RParen
            | Token::Eq
            | Token::Neq
            | Token::Lt
            | Token::Gt
            | Token::LtEq
            | Token::GtEq
            | Token::Plus
            | Token::Minus
            | Token::Mul
            | Token::Div
            | Token::Mod
            | Token::StringConcat
    )
}

/// A text as Spark reads it. A backslash, a doubled quote and `${...}` mean something else to it
/// than to others: what holds more than plain characters is written as its bytes.
pub fn literal(text: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || " ._-+/,:@".contains(character);
    if text.chars().all(is_plain) {
        return format!("'{text}'");
    }
    let bytes: String = text.bytes().map(|byte| format!("{byte:02X}")).collect();
    format!("decode(unhex('{bytes}'), 'UTF-8')")
}
