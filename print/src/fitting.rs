//! Text that keeps to its room: wrapped, made smaller, or cut with an ellipsis.

use super::canvas::{Align, Canvas, Style};

const ELLIPSIS: char = '…';

impl Canvas {
    /// The text, cut with an ellipsis if it is wider than `room` millimetres.
    pub fn cut(&self, text: &str, style: Style, room: f32) -> String {
        if self.measure(text, style) <= room {
            return text.to_owned();
        }
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let with_ellipsis = |end: usize| {
            let mut cut = text[..end].trim_end().to_owned();
            cut.push(ELLIPSIS);
            cut
        };
        let fitting = ends.partition_point(|&end| self.measure(&with_ellipsis(end), style) <= room);
        with_ellipsis(ends[fitting.saturating_sub(1)])
    }

    /// The largest size between `style.size` and `smallest` at which the text keeps to `room`.
    pub fn shrink(&self, text: &str, style: Style, smallest: f32, room: f32) -> Style {
        let width = self.measure(text, style);
        if width <= room { style } else { style.sized((style.size * room / width).max(smallest)) }
    }

    /// One line, cut to its room.
    pub fn cut_text(&mut self, [x, y]: [f32; 2], align: Align, style: Style, room: f32, text: &str) -> f32 {
        let text = self.cut(text, style, room);
        self.text(x, y, align, style, &text)
    }

    /// At most `most` lines of at most `room` millimetres; the last one is cut.
    pub fn wrap(&self, text: &str, style: Style, room: f32, most: usize) -> Vec<String> {
        let space = self.measure("a a", style) - 2.0 * self.measure("a", style);
        let mut lines: Vec<String> = Vec::new();
        let mut width = 0.0;
        let mut rest = text;
        while let Some(word) = rest.split(' ').next().filter(|_| !rest.is_empty()) {
            let word_width = self.measure(word, style);
            let continues = !lines.is_empty() && width + space + word_width <= room;
            if !continues && lines.len() == most {
                // What is left goes behind the last line, to be cut there.
                if let Some(last) = lines.last_mut() {
                    *last = self.cut(&format!("{last} {rest}"), style, room);
                }
                return lines;
            }
            match lines.last_mut() {
                Some(last) if continues => {
                    last.push(' ');
                    last.push_str(word);
                    width += space + word_width;
                }
                _ => {
                    lines.push(self.cut(word, style, room));
                    width = word_width;
                }
            }
            rest = rest[word.len()..].strip_prefix(' ').unwrap_or_default();
        }
        lines
    }

    /// Wrapped to lines of about one length, so that a centred text does not end in a lonely word.
    pub fn balance(&self, text: &str, style: Style, room: f32, most: usize) -> Vec<String> {
        let widest = self.wrap(text, style, room, most);
        if widest.len() < 2 || widest.len() == most {
            return widest;
        }
        let even = self.measure(text, style) / widest.len() as f32 * 1.12;
        let balanced = self.wrap(text, style, even.min(room), most);
        if balanced.len() == widest.len() { balanced } else { widest }
    }

    /// Wrapped lines, the first baseline at `y`; answers the baseline after the last one.
    pub fn lines(
        &mut self,
        [x, y]: [f32; 2],
        align: Align,
        style: Style,
        leading: f32,
        lines: &[String],
    ) -> f32 {
        let mut y = y;
        for line in lines {
            self.text(x, y, align, style, line);
            y += leading;
        }
        y
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Direction;
    use crate::ink::BLACK;

    const STYLE: Style = Style::bold(12.0, BLACK);

    #[test]
    fn what_is_too_wide_is_cut_with_an_ellipsis_within_its_room() {
        for direction in [Direction::Ltr, Direction::Rtl] {
            let canvas = Canvas::new(80.0, direction);
            for text in ["Bartholomew ".repeat(30), "محمد بن عبدالله ".repeat(30), "x".repeat(400)]
            {
                let cut = canvas.cut(&text, STYLE, 50.0);
                assert!(cut.ends_with('…'));
                assert!(canvas.measure(&cut, STYLE) <= 50.0);
                assert!(canvas.measure(&cut, STYLE) > 40.0, "the room is used");
            }
        }
    }

    #[test]
    fn wrapped_lines_keep_all_words_and_their_room() {
        let canvas = Canvas::new(80.0, Direction::Ltr);
        let text = "Valid for one meal and one drink at any outlet of this terminal on the day of issue";
        let lines = canvas.wrap(text, STYLE, 50.0, 9);
        assert_eq!(lines.join(" "), text);
        assert!(lines.iter().all(|line| canvas.measure(line, STYLE) <= 50.0));
        assert_eq!(canvas.wrap(text, STYLE, 50.0, 2).len(), 2);
        assert!(canvas.wrap(text, STYLE, 50.0, 2)[1].ends_with('…'));
        assert!(canvas.wrap("", STYLE, 50.0, 2).is_empty());
    }
}
