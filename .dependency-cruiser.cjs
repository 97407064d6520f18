// Who may know whom. Each rule names what it protects; ARCHITECTURE.md draws the same picture.
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const tests = '\\.(test|e2e)\\.tsx?$|^server/(testing|drivers/contract)/|^e2e/'
const code = '^(app|components|server)/'

module.exports = {
  forbidden: [
    rule(
      'domain-is-pure',
      'The words of the product depend on nothing but zod.',
      { path: '^server/domain/', pathNot: tests },
      { pathNot: '^server/domain/|node_modules/zod/' },
    ),
    rule(
      'planner-is-pure',
      'Planning knows the domain only.',
      { path: '^server/planner/', pathNot: tests },
      { pathNot: '^server/(domain|planner)/' },
    ),
    rule(
      'decide-is-pure',
      'Deciding knows the domain only.',
      { path: '^server/decide/', pathNot: tests },
      { pathNot: '^server/(domain|decide)/' },
    ),
    rule(
      'checker-shares-no-code',
      'The independent checker must not repeat the planner’s mistakes.',
      { path: '^server/planner/check-[^/]*\\.ts$', pathNot: tests },
      { path: '^server/planner/', pathNot: '^server/planner/check-' },
    ),
    rule(
      'optimizer-solves-for-the-planner',
      'A solver library behind the planner’s own words.',
      { path: '^server/optimizer/', pathNot: tests },
      { path: code, pathNot: '^server/(domain|planner|optimizer)/' },
    ),
    rule(
      'drivers-see-domain-and-ports',
      'A driver translates; it decides nothing.',
      { path: '^server/drivers/', pathNot: tests },
      { path: code, pathNot: '^server/(domain|drivers)/' },
    ),
    rule(
      'driver-folders-are-islands',
      'A new family or platform touches one folder.',
      { path: '^server/drivers/(ups|hypervisor|hardware)/([^/]+)/', pathNot: tests },
      { path: '^server/drivers/(ups|hypervisor|hardware)/[^/]+/', pathNot: '^server/drivers/$1/$2/' },
    ),
    rule(
      'only-registries-open-driver-folders',
      'Everything else finds drivers in the registry.',
      { path: code, pathNot: `^server/drivers/|${tests}` },
      { path: '^server/drivers/(ups|hypervisor|hardware)/[^/]+/' },
    ),
    rule(
      'only-store-talks-to-prisma',
      'One importer of the database.',
      { path: code, pathNot: `^server/store/|${tests}` },
      { path: 'node_modules/(@prisma|better-sqlite3|pg)/|^server/store/generated/' },
    ),
    rule(
      'store-knows-domain-only',
      'The store keeps, it does not decide.',
      { path: '^server/store/', pathNot: tests },
      { path: code, pathNot: '^server/(domain|store)/' },
    ),
    rule(
      'services-below-api',
      'A verb is the same for every channel.',
      { path: '^server/services/', pathNot: tests },
      { path: code, pathNot: '^server/(domain|planner|decide|optimizer|store|services)/' },
    ),
    rule(
      'api-is-thin',
      'Routers call verbs.',
      { path: '^server/api/', pathNot: tests },
      { path: code, pathNot: '^server/(domain|services|api|web|store)/' },
    ),
    rule(
      'web-opens-no-device',
      'The web process never reaches drivers, engine or simulator.',
      { path: '^(app|components)/', pathNot: tests },
      { path: '^server/(drivers|engine|simulator|cli)/', reachable: true },
    ),
    rule(
      'app-uses-server-through-api',
      'Routes know the API.',
      { path: '^app/', pathNot: tests },
      { path: '^server/', pathNot: '^server/(api|domain|web)/' },
    ),
    rule(
      'components-see-domain-and-router-type',
      'The browser gets values of the domain and one type.',
      { path: '^components/', pathNot: tests },
      { path: '^(server|app|prisma)/', pathNot: '^server/(domain/|api/root\\.ts$|planner/)' },
    ),
    rule(
      'ui-primitives-know-nothing',
      'Primitives know no product.',
      { path: '^components/ui/', pathNot: tests },
      { path: '^(app|server/(?!domain/severity))/?|^components/(?!ui/)' },
    ),
    rule(
      'engine-is-headless',
      'Engine and command line draw nothing.',
      { path: '^server/(engine|cli|drivers|store|decide|planner|simulator)/' },
      { path: '^(app|components)/|node_modules/(react|react-dom|next)/' },
    ),
    rule(
      'simulator-is-the-outside-world',
      'It knows the domain’s words only.',
      { path: '^server/simulator/', pathNot: tests },
      { path: code, pathNot: '^server/(domain|simulator)/' },
    ),
    rule(
      'nobody-knows-the-simulator',
      'The product does not know that it is simulated.',
      { path: code, pathNot: `^server/simulator/|${tests}` },
      { path: '^server/simulator/' },
    ),
    rule('no-test-code-in-product', 'What ships does not lean on tests.', { path: code, pathNot: tests }, { path: tests }),
    rule('no-barrels', 'Import the file.', {}, { path: '^(app|components|server)/.*/index\\.tsx?$' }),
    rule(
      'no-cycles',
      'Everything has one direction.',
      { pathNot: '^server/store/generated/' },
      { circular: true, viaOnly: { pathNot: '^server/store/generated/' } },
    ),
  ],
  options: {
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules|^server/store/generated' },
    exclude: { path: '^(\\.next|dist)/' },
  },
}
