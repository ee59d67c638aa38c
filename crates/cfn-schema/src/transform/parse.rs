//! The syntax of JSONata, as far as schemas use it.

use serde_json::Value as Json;

use super::Unsupported;
use super::functions::Function;

/// How deep expressions may be nested.
const DEPTH: usize = 64;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Literal(Json),
    Regex(String),
    /// A field of the context.
    Name(String),
    Variable(String),
    Field(Box<Node>, String),
    Index(Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Condition(Box<Node>, Box<Node>, Option<Box<Node>>),
    Array(Vec<Node>),
    Object(Vec<(Node, Node)>),
    Block(Vec<Node>),
    Assign(String, Box<Node>),
    Negative(Box<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    Concat,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// Operators with how tightly they bind. Longer ones come first.
const OPERATORS: &[(&str, Operator, u8)] = &[
    ("!=", Operator::NotEqual, 3),
    ("<=", Operator::LessEqual, 3),
    (">=", Operator::GreaterEqual, 3),
    ("=", Operator::Equal, 3),
    ("<", Operator::Less, 3),
    (">", Operator::Greater, 3),
    ("in", Operator::In, 3),
    ("or", Operator::Or, 1),
    ("and", Operator::And, 2),
    ("&", Operator::Concat, 4),
    ("+", Operator::Add, 4),
    ("-", Operator::Subtract, 4),
    ("*", Operator::Multiply, 5),
    ("/", Operator::Divide, 5),
    ("%", Operator::Remainder, 5),
];

pub(super) fn parse(text: &str) -> Result<Node, Unsupported> {
    let mut parser = Parser { rest: text, depth: 0 };
    let node = parser.expression()?;
    parser.skip_space();
    if parser.rest.is_empty() { Ok(node) } else { Err(parser.error("the text after an expression")) }
}

struct Parser<'t> {
    rest: &'t str,
    depth: usize,
}

type Parsed = Result<Node, Unsupported>;

impl<'t> Parser<'t> {
    fn error(&self, what: &str) -> Unsupported {
        let near: String = self.rest.chars().take(20).collect();
        Unsupported(format!("{what} at `{near}`"))
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, token: &str) -> bool {
        self.skip_space();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, token: &str) -> Result<(), Unsupported> {
        if self.take(token) { Ok(()) } else { Err(self.error(&format!("no `{token}`"))) }
    }

    fn word(&mut self) -> &'t str {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn expression(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.error("too many nested expressions"));
        }
        let condition = self.binary(0)?;
        let node = if self.take("?") {
            let then = self.expression()?;
            let otherwise = if self.take(":") { Some(Box::new(self.expression()?)) } else { None };
            Node::Condition(Box::new(condition), Box::new(then), otherwise)
        } else {
            condition
        };
        self.depth -= 1;
        Ok(node)
    }

    fn operator(&mut self, binds: u8) -> Option<(Operator, u8)> {
        self.skip_space();
        let found = OPERATORS.iter().find(|(token, _, _)| {
            self.rest.strip_prefix(token).is_some_and(|rest| {
                let word = token.starts_with(|c: char| c.is_ascii_alphabetic());
                !word || !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            })
        });
        let (token, operator, own) = found.filter(|(_, _, own)| *own > binds)?;
        self.rest = &self.rest[token.len()..];
        Some((*operator, *own))
    }

    fn binary(&mut self, binds: u8) -> Parsed {
        let mut left = self.postfix()?;
        while let Some((operator, own)) = self.operator(binds) {
            let right = self.binary(own)?;
            left = Node::Binary(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn postfix(&mut self) -> Parsed {
        let mut node = self.primary()?;
        loop {
            if self.take("[") {
                let index = self.expression()?;
                self.expect("]")?;
                node = match index {
                    // `x['name']` is the field of objects that have it.
                    Node::Literal(Json::String(name)) => Node::Field(Box::new(node), name),
                    index => Node::Index(Box::new(node), Box::new(index)),
                };
            } else if self.rest.trim_start().starts_with("~>") {
                return Err(self.error("a chain of functions"));
            } else if self.take(".") {
                self.skip_space();
                let name = self.word().to_owned();
                if name.is_empty() {
                    return Err(self.error("a step without a name"));
                }
                node = Node::Field(Box::new(node), name);
            } else {
                return Ok(node);
            }
        }
    }

    fn list(&mut self, end: &str) -> Result<Vec<Node>, Unsupported> {
        let mut items = Vec::new();
        if self.take(end) {
            return Ok(items);
        }
        loop {
            items.push(self.expression()?);
            if self.take(end) {
                return Ok(items);
            }
            self.expect(",")?;
        }
    }

    fn primary(&mut self) -> Parsed {
        self.skip_space();
        let Some(first) = self.rest.chars().next() else { return Err(self.error("an end")) };
        match first {
            '"' | '\'' => Ok(Node::Literal(Json::String(self.string(first)?))),
            '0'..='9' => self.number(),
            '/' => self.regex(),
            '-' => {
                self.rest = &self.rest[1..];
                Ok(Node::Negative(Box::new(self.postfix()?)))
            }
            '[' => {
                self.rest = &self.rest[1..];
                Ok(Node::Array(self.list("]")?))
            }
            '{' => self.object(),
            '(' => self.block(),
            '$' => self.dollar(),
            c if c.is_ascii_alphabetic() || c == '_' => Ok(match self.word() {
                "true" => Node::Literal(Json::Bool(true)),
                "false" => Node::Literal(Json::Bool(false)),
                "null" => Node::Literal(Json::Null),
                "function" => return Err(self.error("a function")),
                name => Node::Name(name.to_owned()),
            }),
            _ => Err(self.error("a character")),
        }
    }

    fn string(&mut self, quote: char) -> Result<String, Unsupported> {
        let mut text = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                c if c == quote => {
                    self.rest = &self.rest[at + c.len_utf8()..];
                    return Ok(text);
                }
                '\\' => match chars.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, c)) => text.push(c),
                    None => break,
                },
                c => text.push(c),
            }
        }
        Err(self.error("a text without an end"))
    }

    fn number(&mut self) -> Parsed {
        let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        let number = serde_json::from_str(digits).map_err(|_| self.error("a number"))?;
        self.rest = rest;
        Ok(Node::Literal(number))
    }

    fn regex(&mut self) -> Parsed {
        let (mut escaped, mut in_class) = (false, false);
        for (at, c) in self.rest.char_indices().skip(1) {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => {
                    let pattern = self.rest[1..at].to_owned();
                    self.rest = &self.rest[at + 1..];
                    return Ok(Node::Regex(pattern));
                }
                _ => {}
            }
        }
        Err(self.error("a regular expression without an end"))
    }

    fn object(&mut self) -> Parsed {
        self.expect("{")?;
        let mut entries = Vec::new();
        if self.take("}") {
            return Ok(Node::Object(entries));
        }
        loop {
            let key = self.expression()?;
            self.expect(":")?;
            entries.push((key, self.expression()?));
            if self.take("}") {
                return Ok(Node::Object(entries));
            }
            self.expect(",")?;
        }
    }

    fn block(&mut self) -> Parsed {
        self.expect("(")?;
        let mut nodes = Vec::new();
        loop {
            if self.take(")") {
                return Ok(Node::Block(nodes));
            }
            nodes.push(self.expression()?);
            if !self.take(";") {
                self.expect(")")?;
                return Ok(Node::Block(nodes));
            }
        }
    }

    fn dollar(&mut self) -> Parsed {
        self.rest = &self.rest[1..];
        let name = self.word().to_owned();
        if self.take("(") {
            let function = Function::named(&name).ok_or_else(|| self.error(&format!("the function ${name}")))?;
            return Ok(Node::Call(function, self.list(")")?));
        }
        if self.take(":=") {
            return Ok(Node::Assign(name, Box::new(self.expression()?)));
        }
        if name.is_empty() { Err(self.error("the context as a whole")) } else { Ok(Node::Variable(name)) }
    }
}
