mod cases;
mod properties;
mod tables;
