mod cases;
mod edges;
mod laws;
mod properties;
mod replay;
mod tables;
