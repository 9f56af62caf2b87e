//! The server, whole: real files, real HTTP on the loopback, real keys, a clock that stands still.

mod administration;
mod audit;
mod chunks;
mod commands;
mod desk;
mod feed;
mod house;
mod line;
mod load;
mod parcels;
mod parked;
mod people;
mod requests;
mod routes;
mod schema;
mod sealed;
mod sign_in;
mod transfers;
mod versions;
mod worklists;
