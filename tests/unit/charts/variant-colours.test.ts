import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { variantLook, variantTones } from '@/lib/charts/variant-colours';

type Colour = readonly [number, number, number];

/** Linear light, 0 to 1, of a colour such as #0b5fc0. */
function linear(hex: string): Colour {
  const channel = (start: number) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const luminance = ([red, green, blue]: Colour) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;

/** WCAG 2.2 contrast ratio. */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(linear(one)), luminance(linear(other))].sort((a, b) => a - b);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

type Matrix = readonly [Colour, Colour, Colour];

/** Machado, Oliveira and Fernandes 2009, table 1, severity 1.0, on linear RGB. */
const deficiencies: Readonly<Record<string, Matrix>> = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(matrix: Matrix, [red, green, blue]: Colour): Colour {
  const row = ([first, second, third]: Colour) =>
    Math.min(1, Math.max(0, first * red + second * green + third * blue));
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

/** CIE L*a*b* of linear sRGB under D65. */
function lab([red, green, blue]: Colour): Colour {
  const scale = (value: number) =>
    value > 216 / 24_389 ? Math.cbrt(value) : (24_389 / 27 / 116) * value + 16 / 116;
  const x = scale((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = scale(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = scale((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(one: Colour, other: Colour): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

const grounds = { light: '#ffffff', dark: '#15191c' } as const;

describe.each(['light', 'dark'] as const)('the variants\u2019 tones on %s ground', (scheme) => {
  it('have the contrast that graphics need', () => {
    for (const tone of variantTones)
      expect(contrast(tone[scheme], grounds[scheme])).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.keys(deficiencies))('of the first three variants stay apart with %s', (deficiency) => {
    const matrix = deficiencies[deficiency] ?? deficiencies['none'];
    if (matrix === undefined) throw new Error(`no matrix for ${deficiency}`);
    const colours = variantTones.slice(0, 3).map((tone) => lab(seen(matrix, linear(tone[scheme]))));
    colours.forEach((one, index) => {
      // 2.3 is a just noticeable difference; marks a few pixels wide want several times that.
      for (const other of colours.slice(index + 1)) expect(distance(one, other)).toBeGreaterThan(15);
    });
  });

  it('are those that the style sheet declares', () => {
    const css = readFileSync(path.join(import.meta.dirname, '../../../app/variant-colours.css'), 'utf8');
    const [light = '', dark = ''] = css.split('data-mantine-color-scheme');
    const declared = scheme === 'light' ? light : dark;
    variantTones.forEach((tone, slot) => {
      expect(declared).toContain(`--variant-${slot}: ${tone[scheme]};`);
    });
  });
});

describe('a variant\u2019s look', () => {
  it('depends on its position alone and is never shared, colour and shape together', () => {
    const looks = Array.from({ length: 20 }, (_, position) => variantLook(position));
    expect(new Set(looks.map(({ colour, shape }) => `${colour} ${shape}`)).size).toBe(20);
    expect(variantLook(1)).toEqual({ colour: 'var(--variant-1)', shape: 'diamond' });
  });
});
