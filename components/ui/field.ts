/** The look that every box a person types or chooses in shares. */
export const FIELD = 'grid gap-1 min-w-0'
export const FIELD_LABEL = 'text-xs text-fg-3'
export const FIELD_BOX =
  'h-8 w-full min-w-0 rounded-md border border-line-strong bg-raised px-2.5 text-fg placeholder:text-fg-3 disabled:opacity-60 data-[invalid]:border-crit'
export const FIELD_HINT = 'text-xs text-fg-3'
export const FIELD_ERROR = 'text-xs text-crit'
