//! Prints the facts of files as JSON lines: a small stand-in for `hallway extract` while
//! rules are written, built from this room alone.

fn main() {
    // RULES names a folder of rule files to try instead of the built-in ones of those ids.
    let mut more = Vec::new();
    if let Some(folder) = std::env::var_os("RULES") {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if let Ok(content) = std::fs::read_to_string(entry.path()) {
                more.push((entry.path().display().to_string(), content));
            }
        }
    }
    let rules = match hallway_extractor::builtin::load(&more) {
        Ok(rules) => rules,
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(2);
        }
    };
    for name in std::env::args().skip(1) {
        let Ok(bytes) = std::fs::read(&name) else {
            eprintln!("{name}: cannot be read");
            continue;
        };
        match hallway_extractor::read::read(&name, &bytes, None) {
            Ok(documents) => {
                for document in documents {
                    let extraction = hallway_extractor::extract(&document, &rules);
                    match serde_json::to_string(&extraction) {
                        Ok(line) => println!("{line}"),
                        Err(error) => eprintln!("{name}: {error}"),
                    }
                }
            }
            Err(error) => eprintln!("{name}: {error}"),
        }
    }
}
