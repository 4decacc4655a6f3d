// The talks that are looked at, and what follows from them.

import { CHANCE, logLikelihood } from "./measure.js";

/**
 * The talks of some years and of a track.
 *
 * Those of unknown edition are in no year: they count where all years do.
 */
export class Scope {
  constructor(data, { years, track }) {
    this.data = data;
    this.isIn = new Uint8Array(data.mentions.length);
    this.counts = new Uint32Array(data.entities.length);
    this.talks = 0;
    data.mentions.forEach((entities, talk) => {
      if (track !== null && data.talkTracks[talk] !== track) return;
      if (years) {
        const edition = data.edition(talk);
        if (!edition || edition.year < years[0] || edition.year > years[1]) return;
      }
      this.isIn[talk] = 1;
      this.talks += 1;
      for (const entity of entities) this.counts[entity] += 1;
    });
  }

  /** The entities that talks mention, of some kinds and of one community if one is given; those of the most talks first. */
  ranked({ kinds, community }) {
    const isIn = (entity) => kinds.has(entity.kind) && (community === null || entity.community === community);
    const found = this.data.entities.filter((entity) => this.counts[entity.index] > 0 && isIn(entity));
    return found.sort((a, b) => this.counts[b.index] - this.counts[a.index] || a.index - b.index);
  }

  /** The talks that mention an entity. */
  mentioning(entity) {
    return entity.talks.filter((talk) => this.isIn[talk]);
  }

  /** Those met in the same talks, the most telling first, those met only once last. */
  neighbours(entity) {
    const together = new Map();
    for (const talk of this.mentioning(entity)) {
      for (const other of this.data.mentions[talk]) together.set(other, (together.get(other) ?? 0) + 1);
    }
    together.delete(entity.index);
    const a = this.counts[entity.index];
    const found = [...together].map(([other, both]) => {
      const b = this.counts[other];
      return { entity: this.data.entities[other], both, talks: b, g2: logLikelihood(a, b, both, this.talks) };
    });
    return found.sort((x, y) => (x.both < 2) - (y.both < 2) || y.g2 - x.g2 || x.entity.index - y.entity.index);
  }

  /**
   * The pairs of some entities that meet in `least` talks or more, and more often than chance explains; where a pair need
   * only meet, in any. `a` and `b` are places in the list.
   */
  pairs(entities, least = this.talks < 200 ? 2 : 3) {
    const size = entities.length;
    const place = new Int32Array(this.data.entities.length).fill(-1);
    entities.forEach((entity, at) => (place[entity.index] = at));
    const pairs = [];
    // Row by row: whom each is met with, in an array of as many numbers as there are entities.
    const together = new Uint32Array(size);
    entities.forEach((entity, a) => {
      const met = [];
      for (const talk of entity.talks) {
        if (!this.isIn[talk]) continue;
        for (const other of this.data.mentions[talk]) {
          const b = place[other];
          if (b > a && together[b]++ === 0) met.push(b);
        }
      }
      for (const b of met) {
        const both = together[b];
        together[b] = 0;
        if (both < least) continue;
        const g2 = logLikelihood(this.counts[entity.index], this.counts[entities[b].index], both, this.talks);
        if (g2 > CHANCE || least === 1) pairs.push({ a, b, both, g2 });
      }
    });
    return pairs.sort((x, y) => y.g2 - x.g2 || x.a - y.a || x.b - y.b);
  }

  /**
   * Of the pairs, those that hold everything together (Kruskal 1956) and the strongest of the rest: two an entity. Where
   * none is more than chance, those that meet at all; `isTelling` says which.
   */
  links(entities) {
    const telling = this.pairs(entities);
    const isTelling = telling.length > 0;
    const root = entities.map((_, at) => at);
    const find = (at) => {
      while (root[at] !== at) at = root[at] = root[root[at]];
      return at;
    };
    const [needed, spare] = [[], []];
    for (const pair of isTelling ? telling : this.pairs(entities, 1)) {
      const [a, b] = [find(pair.a), find(pair.b)];
      root[a] = b;
      (a === b ? spare : needed).push(pair);
    }
    return { isTelling, pairs: [...needed, ...spare.slice(0, Math.max(0, entities.length * 2 - needed.length))] };
  }

  /** How many talks of each edition there are, and how many of them mention an entity, if one is given. */
  byEdition(entity = null) {
    const of = new Uint32Array(this.data.editions.length);
    const talks = new Uint32Array(this.data.editions.length);
    this.isIn.forEach((isIn, talk) => {
      const edition = this.data.talkEditions[talk];
      if (isIn && edition !== null) of[edition] += 1;
    });
    for (const talk of entity?.talks ?? []) {
      const edition = this.data.talkEditions[talk];
      if (this.isIn[talk] && edition !== null) talks[edition] += 1;
    }
    return { of, talks };
  }
}
