//! The station's day, its flights, and the people of one flight.

mod attention;
mod flight_line;
mod flights;
mod manifest;
mod page;
mod people;
mod waiting;

pub use flight_line::FlightLine;
pub use flights::FlightsPage;
pub use manifest::ManifestPage;
pub use page::BoardPage;
