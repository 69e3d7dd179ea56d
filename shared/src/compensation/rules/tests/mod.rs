mod cases;
mod laws;
mod properties;
mod replay;
mod tables;
