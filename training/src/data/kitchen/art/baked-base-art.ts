import { type BaseDrawing, inDisc, mound, n } from './base-drawing.js';

export const pizza: BaseDrawing = ([crust, sauce, cheese], random) => {
  const parts = [mound(crust, '#a86a24', random)];
  for (let i = 0; i < 26; i++) {
    const angle = random.between(0, 2 * Math.PI);
    parts.push(
      `<circle cx="${n(100 + 90 * Math.cos(angle))}" cy="${n(100 + 90 * Math.sin(angle))}" r="${n(random.between(2, 7))}" fill="#7a4312" opacity=".35"/>`,
    );
  }
  parts.push(`<circle cx="100" cy="100" r="80" fill="${sauce}"/>`);
  for (let i = 0; i < 60; i++) {
    const [x, y] = inDisc(random, 72);
    parts.push(
      `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(random.between(4, 14))}" ry="${n(random.between(3, 9))}" fill="${cheese}" opacity=".7" transform="rotate(${random.int(180)} ${n(x)} ${n(y)})"/>`,
    );
  }
  return parts.join('');
};

export const tortillas: BaseDrawing = ([light, middle, dark], random) =>
  [
    [64, 74],
    [136, 74],
    [100, 134],
  ]
    .map(([x = 0, y = 0]) => {
      const spots = Array.from({ length: 16 }, () => {
        const [dx, dy] = inDisc(random, 44);
        return `<circle cx="${n(x + dx - 100)}" cy="${n(y + dy - 100)}" r="${n(random.between(1, 4.5))}" fill="${dark}" opacity=".5"/>`;
      });
      return `<circle cx="${x + 2}" cy="${y + 3}" r="57" fill="#000" opacity=".18"/><circle cx="${x}" cy="${y}" r="56" fill="${middle}" stroke="${dark}" stroke-width="1.5"/><circle cx="${x - 3}" cy="${y - 4}" r="47" fill="${light}" opacity=".7"/>${spots.join('')}`;
    })
    .join('');

export const toast: BaseDrawing = ([light, middle, dark], random) =>
  [
    [56, 100, -7],
    [144, 100, 6],
  ]
    .map(([x = 0, y = 0, turn = 0]) => {
      const crumbs = Array.from(
        { length: 60 },
        () =>
          `<circle cx="${n(random.between(-32, 32))}" cy="${n(random.between(-56, 60))}" r="${n(random.between(0.8, 3))}" fill="${random.float() < 0.5 ? dark : '#fff'}" opacity=".3"/>`,
      );
      return `<g transform="translate(${x} ${y}) rotate(${turn})"><path d="M-38 66V-34C-52 -66 -24 -76 0 -74C24 -76 52 -66 38 -34V66Q38 74 30 74H-30Q-38 74 -38 66Z" fill="${dark}"/><path d="M-33 64V-34C-44 -60 -22 -68 0 -67C22 -68 44 -60 33 -34V64Q32 69 27 69H-27Q-32 69 -33 64Z" fill="${middle}"/><path d="M-26 58V-34C-34 -54 -18 -60 0 -59C18 -60 34 -54 26 -34V58Z" fill="${light}"/>${crumbs.join('')}</g>`;
    })
    .join('');

export const pancakes: BaseDrawing = ([light, middle, dark], random) =>
  [
    [78, 84, 64],
    [122, 116, 62],
    [104, 96, 60],
  ]
    .map(
      ([x = 0, y = 0, r = 0]) =>
        `<circle cx="${x + 3}" cy="${y + 5}" r="${r}" fill="#000" opacity=".22"/><circle cx="${x}" cy="${y}" r="${r}" fill="${light}"/><circle cx="${x}" cy="${y}" r="${r - 5}" fill="${middle}"/><circle cx="${x - 6}" cy="${y - 6}" r="${r - 20}" fill="${dark}" opacity="${n(random.between(0.15, 0.4))}"/>`,
    )
    .join('');

export const tart: BaseDrawing = ([cream, crust, dark], random) => {
  const crimps = Array.from({ length: 36 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 36;
    return `<circle cx="${n(100 + 88 * Math.cos(angle))}" cy="${n(100 + 88 * Math.sin(angle))}" r="9" fill="${crust}" stroke="${dark}" stroke-width="1.2"/>`;
  });
  return `${crimps.join('')}<circle cx="100" cy="100" r="84" fill="${crust}"/><circle cx="100" cy="100" r="78" fill="${dark}"/><circle cx="101" cy="102" r="77" fill="${cream}"/><path d="M46 80A60 60 0 0 1 90 46" stroke="#fff" stroke-width="${n(random.between(3, 7))}" opacity=".4" fill="none" stroke-linecap="round"/>`;
};

export const gratin: BaseDrawing = ([light, middle, dark], random) => {
  const parts = [mound(middle, dark, random)];
  for (let i = 0; i < 70; i++) {
    const [x, y] = inDisc(random, 88);
    const r = random.between(3, 14);
    parts.push(
      `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(r)}" ry="${n(r * 0.65)}" fill="${[light, dark, middle][i % 3]}" opacity="${i % 3 === 1 ? 0.35 : 0.6}" transform="rotate(${random.int(180)} ${n(x)} ${n(y)})"/>`,
    );
  }
  return parts.join('');
};
