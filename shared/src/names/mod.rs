//! Names of people: how they are found, and how documents write them.
//!
//! One person appears as `VERYLONGLASTNAME/JAN`, `MUELLER<<JUERGEN`, `Müller, Jürgen Mr` and in a script of their
//! own. [`search_tokens`] makes every form under which a person must be found, once, when the person is stored;
//! [`query_tokens`] makes one form of what was typed, at every key. Both fold by the same rules, so that each token of
//! a name that is typed in full is the beginning of a token that is stored. A hit is a proposal: nobody is to be
//! merged or opened on a name alone.

mod fold;
mod near;
mod pinyin;
mod query;
mod search;
mod written;

pub use near::{distance, ends, mirrored, slips, stumps, swapped};
pub use query::{MAX_TOKEN_LENGTH, MAX_TOKENS, fts_any, fts_query, query_tokens};
pub use search::search_tokens;
pub use written::{bcbp_name, initials, mrz_name, mrz_name_within};
