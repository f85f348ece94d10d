// What is drawn around the data: faults as measured, the border of the lanes, labels.

/** The height above which marks lie in a lane instead of at a value. */
export function laneBorder(spec) {
  return spec.y.lanes.length > 0 ? spec.y.lanes[0].at * 0.62 : Infinity;
}

/** Shaded faults with both edges, the line above which the lost lie, and words beside lines. */
export function annotationsOf(spec, isNarrow) {
  const annotations = {};
  spec.bands.forEach((band, i) => {
    annotations[`window-${i}`] = {
      type: 'box',
      xMin: band.from,
      xMax: band.to,
      borderWidth: 0,
      drawTime: 'beforeDatasetsDraw',
      paint: { backgroundColor: '--fault-fill' },
      label: {
        display: true,
        content: isNarrow ? band.label.split(' ').slice(0, 2).join(' ') : band.label,
        position: { x: 'center', y: 'start' },
        yAdjust: i * 16,
        padding: 3,
        // A tall bar must not hide what was done to the run.
        drawTime: 'afterDatasetsDraw',
        font: { size: isNarrow ? 10 : 12, weight: 'bold' },
        paint: { color: '--fault-line', backgroundColor: '--surface' },
      },
    };
    for (const [edge, at] of [
      ['start', band.from],
      ['stop', band.to],
    ]) {
      annotations[`${edge}-${i}`] = {
        type: 'line',
        xMin: at,
        xMax: at,
        borderWidth: 1.5,
        borderDash: edge === 'start' ? [] : [4, 3],
        drawTime: 'beforeDatasetsDraw',
        paint: { borderColor: '--fault-line' },
      };
    }
  });
  if (spec.y.lanes.length > 0) {
    annotations.lanes = {
      type: 'line',
      yMin: laneBorder(spec),
      yMax: laneBorder(spec),
      borderWidth: 1,
      drawTime: 'beforeDatasetsDraw',
      paint: { borderColor: '--muted' },
    };
  }
  (spec.labels ?? []).forEach((label, i) => {
    annotations[`label-${i}`] = {
      type: 'label',
      content: label.text,
      xValue: spec.x.max,
      yValue: label.y,
      position: { x: 'end', y: 'center' },
      padding: 3,
      font: { size: isNarrow ? 10 : 13, weight: 'bold' },
      paint: { color: label.color },
    };
  });
  return annotations;
}
