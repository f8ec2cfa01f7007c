//! The README's example, run as it is written there: a file's content in a block named after it,
//! commands and what they print in the `console` blocks.

use std::fs;

use crate::support::{Room, root};

/// A fenced block: what stands behind the fence, and its lines.
fn blocks(text: &str) -> Vec<(String, Vec<&str>)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, Vec<&str>)> = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(info), None) => open = Some((info.to_owned(), Vec::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, lines))) => lines.push(line),
            (None, None) => {}
        }
    }
    blocks
}

/// The words of a command line, of which those in quotation marks are one.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    let words = parts.flat_map(|(number, part)| match number % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    words.collect()
}

#[test]
fn the_readme_shows_what_happens() {
    let path = root().join("README.md");
    let mut readme = fs::read_to_string(&path).expect("the README");
    let room = Room::new();
    let mut commands = 0;
    for (info, lines) in blocks(&readme.clone()) {
        if let Some(name) = info.strip_prefix("markdown ") {
            room.write(name, lines.join("\n") + "\n");
        }
        if info != "console" {
            continue;
        }
        let mut rest = lines.as_slice();
        while let Some((line, after)) = rest.split_first() {
            let length = after
                .iter()
                .take_while(|line| !line.starts_with("$ "))
                .count();
            let command = line.strip_prefix("$ hallway ").expect("a command of ours");
            let run = room.run(&words(command)).code(0);
            let (said, shown) = (run.out.trim_end(), after[..length].join("\n"));
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                readme = readme.replacen(
                    &format!("{line}\n{shown}\n"),
                    &format!("{line}\n{said}\n"),
                    1,
                );
            } else {
                assert_eq!(
                    said, shown,
                    "hallway {command}; UPDATE_EXPECT=1 writes the README anew"
                );
            }
            rest = &after[length..];
            commands += 1;
        }
    }
    assert!(commands >= 4, "the README has lost its example");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, readme).expect("the README is written");
    }
}

#[test]
fn links_lead_somewhere() {
    for page in ["README.md", "docs/architecture.md", "fixtures/README.md"] {
        let path = root().join(page);
        let text = fs::read_to_string(&path).expect("the page");
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            if !link.contains("://") {
                let (file, heading) = link.split_once('#').unwrap_or((link, ""));
                let target = path.parent().expect("a folder").join(file);
                assert!(
                    target.exists(),
                    "{page} points at {link}, which is not there"
                );
                if !heading.is_empty() {
                    let text = fs::read_to_string(&target).expect("the page that is linked");
                    let anchors = text
                        .lines()
                        .filter(|line| line.starts_with('#'))
                        .map(|line| line.trim_start_matches('#').trim())
                        .map(|title| title.to_lowercase().replace(' ', "-"));
                    assert!(
                        anchors.into_iter().any(|anchor| anchor == heading),
                        "{page} points at {link}, where no such heading is"
                    );
                }
            }
        }
    }
}
