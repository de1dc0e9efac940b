//! A text of SQL as words with their places, cut into statements.

use sqlparser::ast::Statement;
use sqlparser::dialect::GenericDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError, ParserOptions};
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use super::mistake::{Mistake, Place};

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// The most words of a statement that may each be one more level of a tree: all but names, values
/// and commas. Trees are taken apart level by level, which takes room on the stack.
const MAX_STRUCTURE: usize = 20_000;

/// The deepest brackets. The parser tries each level in two ways and more.
const MAX_BRACKETS: usize = 24;

/// A word of the text, with the text that it was read from.
#[derive(Debug, Clone)]
pub(super) struct Word<'a> {
    pub token: TokenWithSpan,
    pub source: &'a str,
}

impl Word<'_> {
    /// Whether it is no space and no comment.
    pub fn counts(&self) -> bool {
        !matches!(self.token.token, Token::Whitespace(_))
    }

    pub fn place(&self) -> Place {
        self.token.span.start.into()
    }
}

/// The words of `text`, spaces and comments too.
pub(super) fn words(text: &str) -> Result<Vec<Word<'_>>, Mistake> {
    if text.len() > MAX_BYTES {
        return Err(Mistake::anywhere(format!(
            "the text is longer than {} MiB",
            MAX_BYTES >> 20
        )));
    }
    let tokens = Tokenizer::new(&GenericDialect, text).tokenize_with_location();
    let tokens = tokens.map_err(|error| {
        let start = Place { line: 1, column: 1 };
        Mistake::of_parser(ParserError::from(error), start, start)
    })?;
    let starts = offsets(text, &tokens);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let sources: Vec<&str> = starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| text.get(start..end).unwrap_or_default())
        .collect();
    let words = tokens.into_iter().zip(sources);
    let mut words: Vec<Word> = words
        .map(|(token, source)| Word { token, source })
        .collect();
    quote_columns(&mut words);
    Ok(words)
}

/// Quotes the columns whose names begin clauses of other dialects: behind a comma the parser would
/// see such a clause, and no column.
fn quote_columns(words: &mut [Word<'_>]) {
    const COLUMN: &str = "cluster";
    let mut next_is_by = false;
    for word in words.iter_mut().rev().filter(|word| word.counts()) {
        let Token::Word(token) = &word.token.token else {
            next_is_by = false;
            continue;
        };
        if token.value == COLUMN && token.quote_style.is_none() && !next_is_by {
            word.token.token = Token::make_word(COLUMN, Some('"'));
            word.source = "\"cluster\"";
            next_is_by = false;
        } else {
            next_is_by = token.keyword == Keyword::BY;
        }
    }
}

/// Where each token starts, in bytes. Tokens are in order, so that one walk finds them all.
fn offsets(text: &str, tokens: &[TokenWithSpan]) -> Vec<usize> {
    let mut at = Place { line: 1, column: 1 };
    let mut characters = text.char_indices().peekable();
    let starts = tokens.iter().map(|token| {
        let start = Place::from(token.span.start);
        while at < start {
            match characters.next() {
                Some((_, '\n')) => {
                    at = Place {
                        line: at.line + 1,
                        column: 1,
                    }
                }
                Some(_) => at.column += 1,
                None => break,
            }
        }
        characters.peek().map_or(text.len(), |&(offset, _)| offset)
    });
    starts.collect()
}

/// The statements of a text: the words between semicolons, where there are any but comments.
pub(super) fn statements<'w, 'a>(words: &'w [Word<'a>]) -> Vec<&'w [Word<'a>]> {
    words
        .split(|word| word.token.token == Token::SemiColon)
        .filter(|statement| statement.iter().any(Word::counts))
        .collect()
}

/// Where the first word of a statement is, and where the last one ends.
pub(super) fn extent(statement: &[Word<'_>]) -> (Place, Place) {
    let mut counting = statement.iter().filter(|word| word.counts());
    let first = counting.next();
    let last = counting.next_back().or(first);
    let nowhere = Place { line: 1, column: 1 };
    (
        first.map_or(nowhere, Word::place),
        last.map_or(nowhere, |word| word.token.span.end.into()),
    )
}

/// Reads one statement, with the dialect and the options of Polars' `SQLContext::execute`: both must
/// see the same in a text.
pub(super) fn parse(statement: &[Word<'_>]) -> Result<Statement, Mistake> {
    let (start, end) = extent(statement);
    within_limits(statement, start)?;
    let tokens = statement.iter().map(|word| word.token.clone()).collect();
    let mut parser = Parser::new(&GenericDialect)
        .with_options(ParserOptions {
            trailing_commas: true,
            ..ParserOptions::default()
        })
        .with_tokens_with_locations(tokens);
    let read = parser.parse_statement().and_then(|statement| {
        let next = parser.peek_token();
        match next.token {
            Token::EOF => Ok(statement),
            _ => parser.expected("the end of the statement or `;`", next),
        }
    });
    read.map_err(|error| Mistake::of_parser(error, start, end))
}

fn within_limits(statement: &[Word<'_>], start: Place) -> Result<(), Mistake> {
    let (mut structure, mut open) = (0, 0_usize);
    for word in statement.iter().filter(|word| word.counts()) {
        match &word.token.token {
            Token::LParen | Token::LBracket | Token::LBrace => open += 1,
            Token::RParen | Token::RBracket | Token::RBrace => open = open.saturating_sub(1),
            _ => {}
        }
        if open > MAX_BRACKETS {
            return Err(Mistake::at(
                word.place(),
                format!("more than {MAX_BRACKETS} brackets are open; nest less deeply"),
            ));
        }
        structure += usize::from(is_structure(&word.token.token));
    }
    if structure > MAX_STRUCTURE {
        return Err(Mistake::at(
            start,
            "the statement is too long; write a long list as IN ('a', 'b', ...)",
        ));
    }
    Ok(())
}

fn is_structure(token: &Token) -> bool {
    match token {
        Token::Comma | Token::Number(..) | Token::SingleQuotedString(_) => false,
        Token::Word(word) => word.keyword != Keyword::NoKeyword,
        _ => true,
    }
}
