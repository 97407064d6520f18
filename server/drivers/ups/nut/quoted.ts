/** A line break would begin another command. */
export const quoted = (text: string): string => `"${text.replace(/[\r\n]/g, ' ').replace(/[\\"]/g, '\\$&')}"`
