//! Syllables of Mandarin in Latin letters without tones, to take joined given names apart (`XIAOMING`).

/// Initials with the finals that occur after each.
const SYLLABLES: [(&str, &str); 24] = [
    ("b", "a ai an ang ao ei en eng i ian iao ie in ing o u"),
    ("p", "a ai an ang ao ei en eng i ian iao ie in ing o ou u"),
    ("m", "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u"),
    ("f", "a an ang ei en eng o ou u"),
    ("d", "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo"),
    ("t", "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo"),
    ("n", "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo v"),
    ("l", "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan ue un uo v"),
    ("g", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"),
    ("k", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"),
    ("h", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"),
    ("j", "i ia ian iang iao ie in ing iong iu u uan ue un"),
    ("q", "i ia ian iang iao ie in ing iong iu u uan ue un"),
    ("x", "i ia ian iang iao ie in ing iong iu u uan ue un"),
    ("zh", "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo"),
    ("ch", "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo"),
    ("sh", "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo"),
    ("r", "an ang ao e en eng i ong ou u ua uan ui un uo"),
    ("z", "a ai an ang ao e ei en eng i ong ou u uan ui un uo"),
    ("c", "a ai an ang ao e en eng i ong ou u uan ui un uo"),
    ("s", "a ai an ang ao e en eng i ong ou u uan ui un uo"),
    ("y", "a an ang ao e i in ing o ong ou u uan ue un"),
    ("w", "a ai an ang ao ei en eng o u"),
    ("", "a ai an ang ao e ei en er o ou"),
];

pub(super) fn is_syllable(word: &str) -> bool {
    SYLLABLES.iter().any(|(initial, finals)| {
        word.strip_prefix(initial).is_some_and(|rest| finals.split(' ').any(|known| known == rest))
    })
}

/// Every syllable of every way to read the word as two; `xian` also reads as `xi an`.
pub(super) fn split(word: &str) -> Vec<&str> {
    (1..word.len())
        .filter_map(|i| word.split_at_checked(i))
        .filter(|(first, second)| is_syllable(first) && is_syllable(second))
        .flat_map(|(first, second)| [first, second])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_joined_given_name_comes_apart_at_its_syllables() {
        assert_eq!(split("xiaoming"), ["xiao", "ming"]);
        assert_eq!(split("xian"), ["xi", "an"]);
        assert_eq!(split("fangan"), ["fan", "gan", "fang", "an"]);
        assert_eq!(split("smith"), Vec::<&str>::new());
        assert_eq!(split("wei"), Vec::<&str>::new());
        assert!(is_syllable("zhuang") && !is_syllable("zhunag") && !is_syllable(""));
    }
}
