// What the page carries: unpacked at once where it finds and counts, later where it only tells.

export const KINDS = ["project", "technology", "topic", "organisation", "licence"];

/** Unpacks a part. */
async function unpack(page, at) {
  const packed = atob(page.getElementById(`part-${at}`).textContent);
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(inflated).json();
}

/**
 * An entity: `x` and `y` are its place, `community` the number of its community or null, `talks` those that mention it.
 * @typedef {{index: number, id: string, name: string, kind: string, aliases: string[], about: ?string, broader: string[],
 *   links: [string, string][], defined: ?string, community: ?number, x: number, y: number, talks: number[]}} Entity
 */

/** The talks, the entities, and what is told of them. */
export class Data {
  /** Reads what a page carries. */
  static async of(page) {
    return new Data(page, await unpack(page, 0));
  }

  constructor(page, overview) {
    this.page = page;
    this.parts = new Map();
    this.part = overview.part;
    this.title = overview.title;
    this.condition = overview.condition;
    this.editions = overview.editions;
    this.tracks = overview.tracks;
    this.sources = overview.sources;
    this.communities = overview.communities.map((name, index) => ({ index, name, members: [] }));
    const columns = overview.entities;
    /** @type {Entity[]} */
    this.entities = columns.id.map((id, index) => ({
      index,
      id,
      name: columns.name[index],
      kind: KINDS[columns.kind[index]],
      aliases: columns.aliases[index],
      about: columns.about[index],
      broader: columns.broader[index],
      links: columns.links[index],
      defined: columns.defined[index],
      community: columns.community[index],
      x: columns.x[index],
      y: columns.y[index],
      talks: [],
      relations: [],
    }));
    for (const entity of this.entities) this.communities[entity.community]?.members.push(entity);
    this.byId = new Map(this.entities.map((entity) => [entity.id, entity]));
    this.talkEditions = overview.talks.edition;
    this.talkTracks = overview.talks.track;
    /** For each talk the places of the entities that it mentions, in order. @type {number[][]} */
    this.mentions = overview.talks.entities;
    // Where the evidence of each talk begins in its part.
    this.offsets = new Uint32Array(this.mentions.length);
    let offset = 0;
    this.mentions.forEach((entities, talk) => {
      if (talk % this.part === 0) offset = 0;
      this.offsets[talk] = offset;
      offset += entities.length;
      for (const entity of entities) this.entities[entity].talks.push(talk);
    });
    for (const [from, verb, to, isDrawn, place] of overview.relations) {
      const relation = { from: this.entities[from], verb, to: this.entities[to], isDrawn, place };
      relation.from.relations.push(relation);
      if (from !== to) relation.to.relations.push(relation);
    }
    const years = this.editions.map((edition) => edition.year);
    this.firstYear = Math.min(...years);
    this.lastYear = Math.max(...years);
    this.hasYears = years.length > 0;
    this.series = [...new Set(this.editions.map((edition) => edition.series))];
  }

  /** Every year from the first to the last. */
  get years() {
    return this.hasYears
      ? Array.from({ length: this.lastYear - this.firstYear + 1 }, (_, at) => this.firstYear + at)
      : [];
  }

  /** The edition of a talk; none where nobody knows. */
  edition(talk) {
    return this.editions[this.talkEditions[talk]] ?? null;
  }

  /** What is told of talks, in their order. */
  async told(talks) {
    const parts = new Set(talks.map((talk) => Math.floor(talk / this.part)));
    for (const part of parts) {
      if (!this.parts.has(part)) this.parts.set(part, unpack(this.page, part + 1));
    }
    const ready = new Map(await Promise.all([...parts].map(async (part) => [part, await this.parts.get(part)])));
    return talks.map((talk) => {
      const part = ready.get(Math.floor(talk / this.part));
      const row = talk % this.part;
      return {
        talk,
        title: part.title[row],
        speakers: part.speakers[row],
        url: part.url[row],
        edition: this.edition(talk),
        track: this.tracks[this.talkTracks[talk]] ?? null,
        evidence: (entity) => this.evidence(part, talk, row, entity),
        place: `${this.sources[part.source[row]]}:${part.line[row]}`,
      };
    });
  }

  /** The place at which a talk mentions an entity, and what stands there; no quote where only a number is known. */
  evidence(part, talk, row, entity) {
    const at = this.mentions[talk].indexOf(entity.index);
    const found = part.evidence[this.offsets[talk] + at];
    const [source, line, column, times, quote] =
      typeof found === "number" ? [part.source[row], part.line[row], 1, Math.abs(found), found < 0 ? 0 : null] : found;
    return {
      place: `${this.sources[source]}:${line}:${column}`,
      count: times,
      quote: quote === 0 ? part.title[row] : quote,
      isTitle: quote === 0,
    };
  }
}
