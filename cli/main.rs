//! The `hallway` binary.

fn main() {
    println!("hallway");
}
