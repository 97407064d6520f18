import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const filesBelow = (root, path) => {
  const absolute = join(root, path)
  if (!existsSync(absolute)) return []
  if (!statSync(absolute).isDirectory()) return [path]
  return readdirSync(absolute, { recursive: true })
    .map((name) => join(path, String(name)))
    .filter((name) => /\.(ts|tsx|mjs|css|prisma|json|svg|woff2)$/.test(name) && !/\.test\.tsx?$|generated/.test(name))
}

const hashOf = (root, paths) => {
  const hash = createHash('sha256')
  for (const path of paths.flatMap((each) => filesBelow(root, each)).sort())
    hash.update(path).update(readFileSync(join(root, path)))
  return hash.digest('hex')
}

/**
 * Work whose outputs stand for the sources at `paths`: done anew when any of these was changed, added or removed, or an output is
 * missing. Resolves with whether it was.
 */
export const stampedIn = (root) => async (name, paths, outputs, work) => {
  const stamp = join(root, 'dist', `.${name}.hash`)
  const hash = hashOf(root, paths)
  const done =
    existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && outputs.every((output) => existsSync(join(root, output)))
  if (done) return false
  await work()
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(stamp, hash)
  return true
}
