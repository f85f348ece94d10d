// What is drawn around the data: faults as measured, the border of the lanes, labels.

/** The height above which marks lie in a lane instead of at a value. */
export function laneBorder(spec) {
  return spec.y.lanes.length > 0 ? spec.y.lanes[0].at * 0.62 : Infinity;
}

/** Stretches that overlap as one: two washes of colour on top of each other would look like a worse fault. */
function covered(bands) {
  const merged = [];
  for (const { from, to } of bands.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Where the names of stretches begin: below the lanes, whose marks they would hide. */
function namesFrom(spec) {
  return Math.min(spec.y.max, laneBorder(spec));
}

/** Every other phase on a faint ground, each named at the top where there is room for its name. */
function phasesOf(spec, isNarrow) {
  const annotations = {};
  const room = (spec.x.max - spec.x.min) * (isNarrow ? 0.14 : 0.05);
  (spec.phases ?? []).forEach(({ label, from, to }, i) => {
    if (i % 2 === 1)
      annotations[`phase-${i}`] = {
        type: 'box',
        xMin: from,
        xMax: to,
        borderWidth: 0,
        drawTime: 'beforeDatasetsDraw',
        paint: { backgroundColor: '--phase-fill' },
      };
    if (to - from >= room)
      annotations[`phase-name-${i}`] = {
        type: 'label',
        content: label,
        xValue: (from + to) / 2,
        yValue: namesFrom(spec),
        position: { x: 'center', y: 'start' },
        yAdjust: 1,
        padding: { top: 1, bottom: 1, left: 4, right: 4 },
        font: { size: isNarrow ? 10 : 12 },
        drawTime: 'beforeDatasetsDraw',
        paint: { color: '--muted' },
      };
  });
  return annotations;
}

/** Which bands are named, and in which row from the top. */
function bandNames({ bands, namesEachBand }) {
  if (namesEachBand && bands.length <= 8)
    return bands.map((band, i) => ({ name: band.label, band, row: 1 + (i % 2) }));
  const names = [...new Set(bands.map((band) => band.label))];
  // Many names would hide what they name; the table of faults has them all.
  const shown = names.length > 2 ? [names[0], `and ${names.length - 1} more faults`] : names;
  return shown.map((name, row) => ({
    name,
    band: bands.find((band) => band.label === name) ?? bands[0],
    row,
  }));
}

/** Shaded faults with both edges, the line above which the lost lie, and words beside lines. */
export function annotationsOf(spec, isNarrow) {
  const annotations = phasesOf(spec, isNarrow);
  covered(spec.bands).forEach(([from, to], i) => {
    annotations[`window-${i}`] = {
      type: 'box',
      xMin: from,
      xMax: to,
      borderWidth: 0,
      drawTime: 'beforeDatasetsDraw',
      paint: { backgroundColor: '--fault-fill' },
    };
  });
  spec.bands.forEach((band, i) => {
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
  const isInFront = spec.kind === 'bar';
  bandNames(spec).forEach(({ name, band, row }, i) => {
    const { from, to } = band;
    annotations[`name-${i}`] = {
      type: 'label',
      content: isNarrow ? name.split(' ').slice(0, 2).join(' ') : name,
      xValue: (Math.max(from, spec.x.min) + Math.min(to, spec.x.max)) / 2,
      yValue: spec.namesEachBand ? namesFrom(spec) : spec.y.max,
      position: { x: 'center', y: 'start' },
      yAdjust: 2 + row * 19,
      padding: { top: 1, bottom: 1, left: 4, right: 4 },
      borderRadius: 3,
      font: { size: isNarrow ? 10 : 12, weight: 'bold' },
      // A tall bar must not hide what was done to the run; a line or a mark must not be hidden by it.
      drawTime: isInFront ? 'afterDatasetsDraw' : 'beforeDatasetsDraw',
      paint: { color: '--fault-line', ...(isInFront && { backgroundColor: '--surface' }) },
    };
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
