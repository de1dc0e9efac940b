//! Filling a polygon with smooth edges on a grid of pixels. plotters' own bitmap rasterizer
//! leaves stairs on one side of a shape.

use anyhow::Result;

/// Rows of samples per pixel row; across, coverage is exact.
const SAMPLES: usize = 4;

/// Calls `dot(x, y, coverage)` for every pixel that the polygon touches (even-odd rule), with
/// coverage above 0 and up to 1. `points` and `size` are in pixels.
///
/// # Errors
/// The first error of `dot`.
pub(super) fn fill(
    points: &[(f64, f64)],
    (width, height): (u32, u32),
    mut dot: impl FnMut(i32, i32, f64) -> Result<()>,
) -> Result<()> {
    let lowest = points
        .iter()
        .map(|point| point.1)
        .fold(f64::INFINITY, f64::min);
    let highest = points
        .iter()
        .map(|point| point.1)
        .fold(f64::NEG_INFINITY, f64::max);
    let first = lowest.floor().clamp(0.0, f64::from(height)) as u32;
    let last = highest.ceil().clamp(0.0, f64::from(height)) as u32;
    let mut coverage = vec![0.0; width as usize];
    for row in first..last {
        coverage.fill(0.0);
        for sample in 0..SAMPLES {
            let y = f64::from(row) + (sample as f64 + 0.5) / SAMPLES as f64;
            for span in crossings(points, y).chunks_exact(2) {
                if let [from, to] = span {
                    cover(&mut coverage, *from, *to);
                }
            }
        }
        for (column, covered) in coverage.iter().enumerate() {
            if *covered > 0.0 {
                dot(column as i32, row as i32, covered.min(1.0))?;
            }
        }
    }
    Ok(())
}

/// Where the edges cross the height `y`, from left to right.
fn crossings(points: &[(f64, f64)], y: f64) -> Vec<f64> {
    let ends = points.iter().cycle().skip(1);
    let mut crossings: Vec<f64> = points
        .iter()
        .zip(ends)
        .filter(|(from, to)| (from.1 <= y) != (to.1 <= y))
        .map(|(from, to)| from.0 + (y - from.1) / (to.1 - from.1) * (to.0 - from.0))
        .collect();
    crossings.sort_by(f64::total_cmp);
    crossings
}

/// Adds one row of samples, covered from `from` to `to`, to the pixels of a row.
fn cover(coverage: &mut [f64], from: f64, to: f64) {
    let end = coverage.len() as f64;
    let (from, to) = (from.clamp(0.0, end), to.clamp(0.0, end));
    let first = from.floor() as usize;
    let columns = (to.ceil() as usize).saturating_sub(first);
    for (column, covered) in coverage.iter_mut().enumerate().skip(first).take(columns) {
        let part = to.min(column as f64 + 1.0) - from.max(column as f64);
        *covered += part.max(0.0) / SAMPLES as f64;
    }
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn the_coverage_of_a_polygon_sums_to_its_area() {
        let triangle = [(1.5, 1.0), (7.25, 3.0), (2.0, 9.0)];
        let mut area = 0.0;
        let drawn = fill(&triangle, (10, 10), |_, _, coverage| {
            area += coverage;
            Ok(())
        });
        assert!(drawn.is_ok());
        let exact = ((7.25 - 1.5) * (9.0 - 1.0) - (2.0 - 1.5) * (3.0 - 1.0)) / 2.0;
        assert!((area - exact).abs() < 0.1, "{area} {exact}");
    }
}
