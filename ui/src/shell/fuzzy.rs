//! Ranks the palette's items by what was typed. Some dozens of short labels: a plain scan of each is enough.

/// How well `query` fits `text`, higher is better; `None` when a letter of it is missing. Letters must come in
/// order; those at the start of a word and those that follow one another count more.
pub fn score(query: &str, text: &str) -> Option<i32> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let query: Vec<char> = query.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    // Jumping to the starts of words may run past letters that are needed later; then the plain way still fits.
    walk(&query, &text, true).max(walk(&query, &text, false))
}

fn walk(query: &[char], text: &[char], prefer_starts: bool) -> Option<i32> {
    let (mut total, mut at, mut run) = (0, 0, 0);
    for wanted in query {
        let fits = |i: &usize| text[*i] == *wanted;
        let next = (at..text.len()).find(fits);
        let start = (at..text.len()).find(|i| fits(i) && starts_word(text, *i));
        let inside_run = run > 0 && next == Some(at);
        let found = if prefer_starts && !inside_run { start.or(next) } else { next }?;
        run = if inside_run { run + 1 } else { 1 };
        total += run * 2 - (found - at).min(4) as i32;
        if starts_word(text, found) {
            total += 8;
        }
        at = found + 1;
    }
    Some(total - text.len() as i32 / 16)
}

fn starts_word(text: &[char], at: usize) -> bool {
    at == 0 || !text[at - 1].is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn letters_must_come_in_order() {
        assert!(score("bag", "Open a bag case").is_some());
        assert_eq!(score("gab", "Open a bag case"), None);
    }

    #[test]
    fn the_starts_of_words_win() {
        assert!(score("pc", "Passenger cases") > score("pc", "Space"));
        assert!(score("lo", "Lock") > score("lo", "Flights of today"));
    }

    #[test]
    fn a_jump_to_a_words_start_never_hides_a_fit() {
        assert!(score("be", "ab e b").is_some());
    }

    #[test]
    fn nothing_typed_fits_everything() {
        assert!(score("", "Lock").is_some());
    }
}
