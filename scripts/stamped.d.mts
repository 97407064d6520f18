export function stampedIn(
  root: string,
): (name: string, paths: readonly string[], outputs: readonly string[], work: () => void | Promise<void>) => Promise<boolean>
