/** What failed and what to do, as sentences: messages come with and without their full stop. */
export const withHint = ({ message, hint }: { readonly message: string; readonly hint: string }): string =>
  [/[.!?]$/.test(message.trim()) ? message.trim() : `${message.trim()}.`, hint.trim()].filter((part) => part !== '').join(' ')
