//! Reading Rust far enough to tell code from comments and from texts. Not a parser: it knows where each of
//! the three begins and ends, which is all that the tidy tests ask.

/// A file of Rust, taken apart. Line numbers count from 1.
#[derive(Default)]
pub struct Source {
    /// The code, with every comment and the inside of every text left out; lines stay where they are.
    pub code: String,
    pub comments: Vec<(usize, String)>,
    /// What stands between the quotes, as written.
    pub texts: Vec<(usize, String)>,
}

impl Source {
    pub fn read(text: &str) -> Self {
        let mut reader = Reader { chars: text.chars().collect(), at: 0, line: 1, out: Self::default() };
        while reader.at < reader.chars.len() {
            reader.step();
        }
        reader.out
    }

    /// The line of the first place where `words` stand in the code as a path or name of their own.
    pub fn line_of(&self, words: &str) -> Option<usize> {
        let whole = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
        let mut found = self.code.match_indices(words).map(|(at, _)| at);
        found
            .find(|at| {
                whole(self.code[..*at].chars().next_back())
                    && whole(self.code[at + words.len()..].chars().next())
            })
            .map(|at| self.code[..at].matches('\n').count() + 1)
    }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    line: usize,
    out: Source,
}

impl Reader {
    fn step(&mut self) {
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.line_comment(),
            ('/', '*') => self.block_comment(),
            ('"', _) => self.text(),
            ('r', '"' | '#') if self.starts_raw() => self.raw_text(),
            ('\'', _) => self.quote(),
            _ => self.keep(),
        }
    }

    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn take(&mut self) -> char {
        let c = self.peek(0);
        self.at += 1;
        if c == '\n' {
            self.line += 1;
            self.out.code.push('\n');
        }
        c
    }

    fn keep(&mut self) {
        let c = self.take();
        if c != '\n' {
            self.out.code.push(c);
        }
    }

    fn line_comment(&mut self) {
        let (line, mut said) = (self.line, String::new());
        while self.at < self.chars.len() && self.peek(0) != '\n' {
            said.push(self.take());
        }
        self.out.comments.push((line, said));
    }

    fn block_comment(&mut self) {
        let (line, mut said, mut depth) = (self.line, String::new(), 0);
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    said.push(self.take());
                    continue;
                }
            }
            self.at += 2;
            if depth == 0 {
                break;
            }
        }
        self.out.comments.push((line, said));
    }

    fn text(&mut self) {
        let (line, mut said) = (self.line, String::new());
        self.take();
        while self.at < self.chars.len() && self.peek(0) != '"' {
            if self.peek(0) == '\\' {
                said.push(self.take());
            }
            said.push(self.take());
        }
        self.take();
        self.close(line, said);
    }

    /// `r` that begins a raw text and is not the end of a name; `br` and `cr` begin one too.
    fn starts_raw(&self) -> bool {
        let mut before = self.chars[..self.at].iter().rev();
        let named = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || *c == '_');
        let own = match before.next() {
            Some('b' | 'c') => !named(before.next()),
            other => !named(other),
        };
        own && self.chars[self.at + 1..].iter().find(|c| **c != '#') == Some(&'"')
    }

    fn raw_text(&mut self) {
        let (line, mut said) = (self.line, String::new());
        self.take();
        let mut marks = 0;
        while self.take() == '#' {
            marks += 1;
        }
        let ends =
            |reader: &Self| reader.peek(0) == '"' && (1..=marks).all(|ahead| reader.peek(ahead) == '#');
        while self.at < self.chars.len() && !ends(self) {
            said.push(self.take());
        }
        self.at += 1 + marks;
        self.close(line, said);
    }

    fn close(&mut self, line: usize, said: String) {
        self.out.code.push_str("\"\"");
        self.out.texts.push((line, said));
    }

    /// A character, or the name of a lifetime.
    fn quote(&mut self) {
        if self.peek(1) != '\\' && self.peek(2) != '\'' {
            return self.keep();
        }
        self.take();
        while self.at < self.chars.len() && self.peek(0) != '\'' {
            if self.peek(0) == '\\' {
                self.take();
            }
            self.take();
        }
        self.take();
        self.out.code.push_str("' '");
    }
}

#[test]
fn code_comments_and_texts_are_told_apart() {
    let source = Source::read(
        "let a = \"one // \\\" two\"; // three \"four\"\nlet b = br#\"fi\"ve\"#; /* six /* seven */ eight */\n\
         fn c<'x>(d: &'x str) -> char { '\"' } // nine",
    );
    let texts: Vec<&str> = source.texts.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["one // \\\" two", "fi\"ve"]);
    let comments: Vec<usize> = source.comments.iter().map(|(line, _)| *line).collect();
    assert_eq!(comments, [1, 2, 3]);
    assert_eq!(source.line_of("&'x str"), Some(3));
    assert_eq!(source.line_of("five"), None);
}
