use leptos::prelude::*;

/// Initials in a circle. Decoration: the name stands beside it.
#[component]
pub fn Avatar(
    #[prop(into)] name: Signal<String>,
    /// Large, for the head of a page.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let shade = move || name.with(|name| (name.bytes().map(u32::from).sum::<u32>() % 6).to_string());
    view! {
        <span class="avatar" class:avatar--large=large data-shade=shade aria-hidden="true">
            {move || name.with(|name| initials(name))}
        </span>
    }
}

/// First letters of the first and the last word; one for a single name and for scripts without capitals that are
/// written without spaces.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        assert_eq!(initials("María José García Pérez"), "MP");
        assert_eq!(initials("Sukarno"), "S");
        assert_eq!(initials("李 小龙"), "李小");
        assert_eq!(initials(" - "), "");
    }
}
