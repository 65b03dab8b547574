import { createTheme, type MantineColorsTuple } from '@mantine/core';

const pine: MantineColorsTuple = [
  '#ebf8f4',
  '#d2eee6',
  '#a4dccd',
  '#72c9b2',
  '#46b698',
  '#239d7e',
  '#128267',
  '#0a6a54',
  '#085544',
  '#064034',
];

const slate: MantineColorsTuple = [
  '#f7f8f9',
  '#eff1f3',
  '#e4e7ea',
  '#d5dade',
  '#b7bfc7',
  '#8f99a3',
  '#5d6771',
  '#465059',
  '#2a3138',
  '#15191e',
];

const night: MantineColorsTuple = [
  '#dde2e6',
  '#bac2c9',
  '#98a2ab',
  '#6b7680',
  '#3a434c',
  '#2c343b',
  '#20262c',
  '#14181b',
  '#0f1214',
  '#0a0c0e',
];

// Dark enough for words on light ground; Mantine's own red is not.
const brick: MantineColorsTuple = [
  '#fdeeec',
  '#fad7d3',
  '#f4aea7',
  '#ee857b',
  '#e66055',
  '#d5433a',
  '#b3261e',
  '#a3211a',
  '#8c1b15',
  '#701410',
];

/** The one palette and type scale. Numbers that pages need beyond it are custom properties in app/global.css. */
export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.28,
  colors: { pine, gray: slate, dark: night, red: brick },
  black: '#15191e',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h4: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
});
