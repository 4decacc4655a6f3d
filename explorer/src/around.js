// Around one entity: those that it is met with, in rings, each in about the direction where the network has it.

/** How many stand around it at most, and how many of them in the inner ring. */
const MOST = 30;
const INNER = 12;

/**
 * The places around an entity and the links: to it, and the strongest between the others.
 * @param {import("./scope.js").Scope} scope
 */
export function around(scope, entity, kinds, isWide) {
  const neighbours = scope.neighbours(entity).filter((near) => kinds.has(near.entity.kind));
  const often = neighbours.filter((near) => near.both >= 2);
  // Pairs met once are chance more often than not, but better than an empty picture.
  const near = (often.length >= 6 ? often : neighbours).slice(0, MOST);
  const angle = (other) => Math.atan2(other.y - entity.y, other.x - entity.x);
  const nodes = [{ entity, x: 0, y: 0 }];
  const [inner, outer] = near.length <= INNER + 4 ? [near, []] : [near.slice(0, INNER), near.slice(INNER)];
  const ring = (members, reach, turn) => {
    const sorted = [...members].sort((a, b) => angle(a.entity) - angle(b.entity) || a.entity.index - b.entity.index);
    const start = sorted.length > 0 ? angle(sorted[0].entity) : 0;
    sorted.forEach((member, nth) => {
      const direction = start + ((nth + turn) / sorted.length) * 2 * Math.PI;
      const [across, down] = isWide ? [1.45, 0.9] : [0.9, 1.35];
      nodes.push({
        entity: member.entity,
        x: Math.cos(direction) * reach * across,
        y: Math.sin(direction) * reach * down,
      });
    });
  };
  ring(inner, 190, 0);
  ring(outer, 340, 0.5);
  const entities = [entity, ...near.map((member) => member.entity)];
  const links = near.map((member) => ({ a: entity, b: member.entity, both: member.both }));
  const between = scope.pairs(entities).filter(({ a, b }) => a > 0 && b > 0);
  for (const { a, b, both } of between.slice(0, near.length)) links.push({ a: entities[a], b: entities[b], both });
  return { nodes, links, of: neighbours.length };
}
