/** Mantine's components as the elements that they draw, so that the rules see through them. */
const components = {
  ActionIcon: 'button',
  Anchor: 'a',
  Autocomplete: 'input',
  Button: 'button',
  Checkbox: 'input',
  ColorInput: 'input',
  FileInput: 'input',
  Image: 'img',
  Link: 'a',
  NativeSelect: 'select',
  NumberInput: 'input',
  PasswordInput: 'input',
  Radio: 'input',
  Select: 'select',
  Slider: 'input',
  Switch: 'input',
  Textarea: 'textarea',
  TextInput: 'input',
  Title: 'h2',
  UnstyledButton: 'button',
};

export const accessibilitySettings = { 'jsx-a11y': { components, polymorphicPropName: 'component' } };

/**
 * On top of the plugin's strict set, which leaves these off. prefer-tag-over-role stays off: it refuses
 * `<svg role="img">`, which is how a drawing gets its name.
 */
export const accessibilityRules = {
  'jsx-a11y/anchor-ambiguous-text': 'error',
  'jsx-a11y/control-has-associated-label': [
    'error',
    {
      // A form field's name comes from its label, which label-has-associated-control and the browser tests look after.
      ignoreElements: ['audio', 'canvas', 'embed', 'input', 'select', 'textarea', 'tr', 'video', 'th', 'td'],
      ignoreRoles: [
        'grid',
        'listbox',
        'menu',
        'menubar',
        'radiogroup',
        'row',
        'tablist',
        'toolbar',
        'tree',
        'treegrid',
      ],
      labelAttributes: ['label', 'aria-label', 'title'],
    },
  ],
  'jsx-a11y/lang': 'error',
  'jsx-a11y/no-aria-hidden-on-focusable': 'error',
  // A box that scrolls has to be reached by keyboard: it says so as a region with a name.
  'jsx-a11y/no-noninteractive-tabindex': ['error', { tags: ['section'], roles: ['region', 'tabpanel'] }],
  'jsx-a11y/label-has-associated-control': ['error', { assert: 'either', depth: 5 }],
};
