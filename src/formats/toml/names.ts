// The spelling rules for names in registries.conf, as containers/image has them in docker/reference.

const DOMAIN_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const DOMAIN = `${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})*(?::[0-9]+)?`;
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const DOMAIN_PATTERN = new RegExp(`^${DOMAIN}$`);
const REPOSITORY_PATTERN = new RegExp(`^(?:(${DOMAIN})/)?${COMPONENT}(?:/${COMPONENT})*$`);

/** The longest name that docker/reference takes (NameTotalLengthMax). */
const MAX_NAME_LENGTH = 255;

/** host[:port] and nothing more: what a search list may hold (anchoredDomainRegexp in sysregistriesv2). */
export function isSearchEntry(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && DOMAIN_PATTERN.test(name);
}

/** A name without registry, tag and digest (validateShortName in sysregistriesv2). */
export function isShortName(name: string): boolean {
  const domain = domainOf(name);
  return domain.kind === 'repository' && !namesRegistry(domain.name);
}

/** A repository with its registry, without tag and digest (parseShortNameValue in sysregistriesv2). */
export function isAliasTarget(name: string): boolean {
  const domain = domainOf(name);
  return domain.kind === 'repository' && namesRegistry(domain.name);
}

function domainOf(
  name: string,
): { readonly kind: 'repository'; readonly name: string } | { readonly kind: 'other' } {
  if (name.length > MAX_NAME_LENGTH) return { kind: 'other' };
  const match = REPOSITORY_PATTERN.exec(name);
  return match === null ? { kind: 'other' } : { kind: 'repository', name: match[1] ?? '' };
}

function namesRegistry(domain: string): boolean {
  return /[.:]/.test(domain) || domain === 'localhost';
}
