//! Where the nodes of a network stand: near where they are tied, no label upon another. The same network gives the same picture.

/// A place, in points of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub x: f64,
    pub y: f64,
}

/// A label's box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Size {
    pub width: f64,
    pub height: f64,
}

/// Two nodes by their number, and how strong what ties them is.
pub(crate) type Tied = (usize, usize, f64);

/// Length of a tie across and down: labels are wide.
const LENGTH: (f64, f64) = (205.0, 125.0);
/// Room between two labels.
const ROOM: f64 = 16.0;
const ROUNDS: usize = 240;

/// Places nodes by stress majorization, from a circle in the order given; then moves labels apart.
pub(crate) fn place(sizes: &[Size], ties: &[Tied]) -> Vec<Place> {
    let n = sizes.len();
    let wanted = distances(n, ties);
    let mut places: Vec<Place> = (0..n)
        .map(|i| {
            let angle = std::f64::consts::TAU * i as f64 / n.max(1) as f64;
            Place { x: angle.cos(), y: angle.sin() }
        })
        .collect();
    for _ in 0..ROUNDS {
        for i in 0..n {
            let (mut x, mut y, mut all) = (0.0, 0.0, 0.0);
            for j in (0..n).filter(|j| *j != i) {
                let far = wanted[i][j];
                let (dx, dy) = (places[i].x - places[j].x, places[i].y - places[j].y);
                let now = dx.hypot(dy).max(1e-9);
                let weight = 1.0 / (far * far);
                x += weight * (places[j].x + far * dx / now);
                y += weight * (places[j].y + far * dy / now);
                all += weight;
            }
            if all > 0.0 {
                places[i] = Place { x: x / all, y: y / all };
            }
        }
    }
    // Many need more room between them, so that ties are seen.
    let wide = 1.0 + n as f64 / 60.0;
    for place in &mut places {
        *place = Place { x: place.x * LENGTH.0 * wide, y: place.y * LENGTH.1 * wide };
    }
    apart(&mut places, sizes);
    places
}

/// How far two nodes should stand from each other: as many ties as lie between them, strong ones shorter.
fn distances(n: usize, ties: &[Tied]) -> Vec<Vec<f64>> {
    let strongest = ties.iter().map(|tie| tie.2).fold(1.0, f64::max);
    let mut far = vec![vec![f64::INFINITY; n]; n];
    for (a, b, strength) in ties {
        let length = 1.25 - 0.5 * (strength / strongest).sqrt();
        far[*a][*b] = far[*a][*b].min(length);
        far[*b][*a] = far[*a][*b];
    }
    for via in 0..n {
        for a in 0..n {
            for b in 0..n {
                far[a][b] = far[a][b].min(far[a][via] + far[via][b]);
            }
        }
    }
    let widest = far.iter().flatten().copied().filter(|far| far.is_finite()).fold(1.0, f64::max);
    for far in far.iter_mut().flatten() {
        // Who has no tie to the others stands at the edge.
        *far = if far.is_finite() { far.max(0.1) } else { widest + 0.75 };
    }
    far
}

/// By how much two labels lie upon each other, across and down; nothing if they do not.
fn upon(a: (Place, Size), b: (Place, Size), room: f64) -> Option<(f64, f64)> {
    let across = (a.1.width + b.1.width) / 2.0 + room - (a.0.x - b.0.x).abs();
    let down = (a.1.height + b.1.height) / 2.0 + room - (a.0.y - b.0.y).abs();
    (across > 0.0 && down > 0.0).then_some((across, down))
}

/// Moves labels apart, each pair along the shorter way.
fn apart(places: &mut [Place], sizes: &[Size]) {
    let n = places.len();
    for _ in 0..ROUNDS {
        let mut moved = false;
        for i in 0..n {
            for j in i + 1..n {
                let Some((across, down)) = upon((places[i], sizes[i]), (places[j], sizes[j]), ROOM) else { continue };
                moved = true;
                if across < down {
                    let half = (across / 2.0 + 0.01).copysign(places[i].x - places[j].x);
                    places[i].x += half;
                    places[j].x -= half;
                } else {
                    let half = (down / 2.0 + 0.01).copysign(places[i].y - places[j].y);
                    places[i].y += half;
                    places[j].y -= half;
                }
            }
        }
        if !moved {
            return;
        }
    }
    // What still lies upon another goes below all that stand before it, from the top down.
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| places[*a].y.total_cmp(&places[*b].y).then(a.cmp(b)));
    for (done, i) in order.iter().copied().enumerate() {
        while let Some(down) =
            order[..done].iter().find_map(|j| Some(upon((places[i], sizes[i]), (places[*j], sizes[*j]), 1.0)?.1))
        {
            places[i].y += down + 0.01;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(n: usize) -> (Vec<Size>, Vec<Tied>) {
        let sizes = (0..n).map(|i| Size { width: 60.0 + 11.0 * (i % 9) as f64, height: 26.0 }).collect();
        let ties = (1..n).flat_map(|i| [(i, i / 2, 1.0 + (i % 4) as f64), (i, i / 3, 1.0)]).filter(|(a, b, _)| a != b);
        (sizes, ties.collect())
    }

    #[test]
    fn the_same_network_gives_the_same_picture() {
        let (sizes, ties) = network(17);
        assert_eq!(place(&sizes, &ties), place(&sizes, &ties));
    }

    #[test]
    fn no_label_lies_upon_another() {
        for n in [0, 1, 2, 3, 12, 30, 60] {
            let (sizes, mut ties) = network(n);
            // Also where everybody is tied to everybody, and where nobody is.
            for _ in 0..3 {
                let places = place(&sizes, &ties);
                for i in 0..n {
                    for j in i + 1..n {
                        let both = upon((places[i], sizes[i]), (places[j], sizes[j]), 0.0);
                        assert_eq!(both, None, "{i} and {j} of {n}");
                    }
                }
                ties = if ties.is_empty() {
                    (0..n).flat_map(|i| (0..i).map(move |j| (i, j, 1.0))).collect()
                } else {
                    Vec::new()
                };
            }
        }
    }

    #[test]
    fn who_is_tied_stands_nearer() {
        let sizes = vec![Size { width: 40.0, height: 20.0 }; 4];
        let places = place(&sizes, &[(0, 1, 3.0), (1, 2, 1.0), (2, 3, 1.0)]);
        let far =
            |a: usize, b: usize| ((places[a].x - places[b].x) / LENGTH.0).hypot((places[a].y - places[b].y) / LENGTH.1);
        assert!(far(0, 1) < far(0, 2) && far(0, 2) < far(0, 3));
    }
}
