import { OrderRefused } from './await-order'

/** What to show of something thrown: the sentence that the server or engine wrote for people. */
export const errorText = (error: unknown): { readonly message: string; readonly hint: string | null } => {
  if (error instanceof OrderRefused) return { message: error.message, hint: error.hint }
  if (error instanceof Error) return { message: error.message, hint: null }
  return { message: String(error), hint: null }
}
