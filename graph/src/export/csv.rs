//! Edges as rows (RFC 4180), one for each piece of evidence.

use std::io::{self, Write};

use super::Scope;

const COLUMNS: [&str; 15] = [
    "source",
    "source_kind",
    "source_name",
    "kind",
    "target",
    "target_kind",
    "target_name",
    "role",
    "former",
    "confidence",
    "document",
    "start",
    "end",
    "quote",
    "rule",
];

pub(super) fn write(scope: &Scope<'_>, out: &mut dyn Write) -> io::Result<()> {
    row(out, &COLUMNS.map(str::to_owned))?;
    for &edge in &scope.edges {
        let data = scope.graph.edge(edge);
        let (source, target) = (scope.graph.data(data.source), scope.graph.data(data.target));
        let mut cells: [String; 15] = std::array::from_fn(|_| String::new());
        cells[0] = source.id.to_string();
        cells[1] = source.kind.name().to_owned();
        cells[2] = source.name.to_string();
        cells[3] = data.kind.name().to_owned();
        cells[4] = target.id.to_string();
        cells[5] = target.kind.name().to_owned();
        cells[6] = target.name.to_string();
        cells[7] = scope.graph.role(data).unwrap_or("").to_owned();
        cells[8] = data.former.to_string();
        cells[9] = data.confidence().to_string();
        if data.evidence_count == 0 {
            row(out, &cells)?;
        }
        for evidence in scope.graph.all_evidence(edge) {
            cells[9] = evidence.confidence().to_string();
            cells[10] = scope.graph.document_name(evidence.document).to_owned();
            cells[11] = evidence.start.to_string();
            cells[12] = evidence.end.to_string();
            cells[13] = evidence.quote.to_string();
            cells[14] = evidence.rule.to_string();
            row(out, &cells)?;
        }
    }
    Ok(())
}

fn row(out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
    for (position, cell) in cells.iter().enumerate() {
        if position > 0 {
            out.write_all(b",")?;
        }
        // Programs that read rows stumble over these, and no text needs them.
        let cell = cell.replace(
            |c: char| c.is_control() && !"\n\r\t".contains(c),
            "\u{fffd}",
        );
        if cell.contains(['"', ',', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}
