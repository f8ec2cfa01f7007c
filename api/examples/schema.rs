//! Prints the schema: `cargo run -p hallway-api --example schema > schema.graphql`.

fn main() {
    print!("{}", hallway_api::schema::sdl());
}
