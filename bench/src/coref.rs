//! Coreference: training and predictions.

use std::error::Error;
use std::io::Write;
use std::path::Path;

use lang::Pipeline;
use reading::coref::answers::Answers;
use reading::coref::{features::Scene, mentions};
use serde::Deserialize;
use serde_json::json;
use source::Span;

#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
}

/// Writes mentions and answers.
pub fn dump(path: &Path, into: &Path) -> Result<(), Box<dyn Error>> {
    let lines = std::fs::read_to_string(path)?;
    let lines: Vec<Line> = lines.lines().map(serde_json::from_str).collect::<serde_json::Result<_>>()?;
    let mut out = std::io::BufWriter::new(std::fs::File::create(into)?);
    for line in lines {
        let (doc, context) = Pipeline::english().annotate_with_vectors(&line.text);
        let found = mentions::find(&doc);
        let scene = Scene::of(&doc, found);
        let mut answers = Answers::default();
        let mut own_width = 0;
        let mut pair_width = 0;
        let round = |v: &[f32]| v.iter().map(|x| (x * 1000.0).round() as i32).collect::<Vec<_>>();
        let mut ms = Vec::new();
        for m in 0..scene.facts.len() {
            let f = &scene.facts[m];
            let t = &f.mention.tokens;
            let bytes = doc.token(t.start).span().start..doc.token(t.end - 1).span().end;
            let (start, end) = Span::new(bytes).code_points(&line.text);
            scene.own(m, &mut answers);
            own_width = answers.width();
            let own = answers.rows().to_vec();
            let before = scene.antecedents(m);
            let mut pairs = Vec::new();
            for a in before {
                scene.pair(m, a, &mut answers);
                pair_width = answers.width();
                pairs.push(json!([a, answers.rows()]));
            }
            ms.push(json!({"start": start, "end": end, "kind": format!("{:?}", f.mention.kind), "own": own, "pairs": pairs,
                "vec": round(&f.vector), "ctx": round(&context[f.mention.head])}));
        }
        writeln!(out, "{}", json!({"id": line.id, "own": own_width, "pair": pair_width, "mentions": ms}))?;
    }
    Ok(())
}
