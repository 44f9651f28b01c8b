/* Maps of outlines, without tiles. Leaflet is fetched only when somebody opens a map. A list of the same places always
   stands beside it; the pin can be set by tap, by keyboard (Enter puts it in the middle) or from the device's position. */
(() => {
  "use strict";
  const fill = (text, values) => (text || "").replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const plain = (text) => Object.assign(document.createElement("span"), { textContent: text }); /* a text would be taken for HTML */
  let loading;

  const leaflet = (box) => (loading ||= new Promise((done, failed) => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet"; sheet.href = box.dataset.css;
    const own = document.querySelector('link[rel="stylesheet"]');
    own.before(sheet);
    const script = document.createElement("script");
    script.src = box.dataset.js; script.onload = () => done(window.L); script.onerror = failed;
    document.head.append(script);
  }));

  const inRing = (x, y, ring) => {
    let inside = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [xi, yi] = ring[i], [xj, yj] = ring[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  };
  const holds = (feature, lat, lon) => {
    const { type, coordinates } = feature.geometry;
    const polygons = type === "Polygon" ? [coordinates] : type === "MultiPolygon" ? coordinates : [];
    return polygons.some(([outer, ...holes]) => inRing(lon, lat, outer) && !holes.some((hole) => inRing(lon, lat, hole)));
  };

  const draw = async (box) => {
    const [L, answer] = await Promise.all([leaflet(box), fetch(box.dataset.outlines, { credentials: "same-origin" })]);
    if (!answer.ok) throw new Error(`outlines: ${answer.status}`);
    const outlines = await answer.json();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(box, { attributionControl: false, zoomControl: false, zoomAnimation: !still, fadeAnimation: false, zoomSnap: 0.5, minZoom: 8, maxZoom: 18 });
    const words = box.closest("[data-places]")?.querySelector("[data-picked]")?.dataset || box.dataset;
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    const shapes = L.geoJSON(outlines, {
      style: { className: "outline" },
      filter: (feature) => feature.geometry.type !== "Point",
      onEachFeature: (feature, layer) => {
        layer.bindTooltip(plain(feature.properties.name), { permanent: true, direction: "center", offset: box.dataset.map === "show" ? [0, 16] : [0, 0], className: "outline-name", interactive: false });
      },
    }).addTo(map);
    map.fitBounds(shapes.getBounds(), { padding: [12, 12] });
    const names = () => { /* a name is shown where it fits into its outline and covers no other */
      const taken = [];
      shapes.eachLayer((layer) => {
        const bounds = layer.getBounds(), { name, short } = layer.feature.properties;
        const width = map.latLngToLayerPoint(bounds.getNorthEast()).x - map.latLngToLayerPoint(bounds.getSouthWest()).x;
        const written = (text) => layer.setTooltipContent(plain(text)).openTooltip().getTooltip().getElement().getBoundingClientRect();
        let at = written(name);
        const fits = at.width <= width && !taken.some((one) => at.left < one.right && one.left < at.right && at.top < one.bottom && one.top < at.bottom);
        if (!fits && short) at = written(short); /* a figure stands there however small */
        if (fits || short) taken.push(at); else layer.closeTooltip();
      });
    };
    map.on("zoomend", names);
    names();
    return { L, map, shapes, outlines };
  };

  /* ── a pin for one form ─────────────────────────────────── */
  const picker = (places) => {
    const one = (name) => places.querySelector(`[${name}]`);
    const box = one("data-map"), select = places.querySelector("select"), said = one("data-picked");
    const lat = one("data-lat"), lon = one("data-lon"), opener = one("data-map-open"), clear = one("data-map-clear");
    let ready, marker;

    const mark = async (point, pan) => {
      const { L, map, shapes, outlines } = await ready;
      lat.value = point.lat.toFixed(6); lon.value = point.lng.toFixed(6);
      marker ||= L.marker(point, { icon: L.divIcon({ className: "pin", iconSize: [28, 28] }), keyboard: false, interactive: false, alt: said.dataset.pin }).addTo(map);
      marker.setLatLng(point);
      const found = outlines.features.filter((feature) => holds(feature, point.lat, point.lng));
      const listed = found.find((feature) => [...select.options].some((option) => option.value === feature.properties.code));
      shapes.eachLayer((layer) => layer.getElement()?.classList.toggle("here", layer.feature === listed));
      if (listed) select.value = listed.properties.code;
      said.textContent = listed ? fill(said.dataset.saidPlaced, { place: select.selectedOptions[0].textContent }) : said.dataset.saidOutside;
      clear.hidden = false;
      select.dispatchEvent(new Event("input", { bubbles: true }));
      select.dispatchEvent(new Event("change", { bubbles: true }));
      if (pan) map.setView(point, Math.max(map.getZoom(), 15));
    };

    const open = async () => {
      box.hidden = false;
      opener.setAttribute("aria-expanded", "true");
      if (ready) return ready;
      ready = draw(box);
      try {
        const { map } = await ready;
        const cross = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = document.createElementNS("http://www.w3.org/2000/svg", "path");
        cross.setAttribute("viewBox", "0 0 24 24"); cross.setAttribute("class", "cross"); cross.setAttribute("aria-hidden", "true");
        path.setAttribute("d", "M12 2v8M12 14v8M2 12h8M14 12h8"); path.setAttribute("stroke", "currentColor"); path.setAttribute("stroke-width", "2");
        cross.append(path);
        box.append(cross);
        map.on("click", (event) => mark(event.latlng, false));
        box.addEventListener("keydown", (event) => {
          if ((event.key === "Enter" || event.key === " ") && event.target === box) { event.preventDefault(); mark(map.getCenter(), false); }
        });
        if (lat.value && lon.value) await mark({ lat: Number(lat.value), lng: Number(lon.value) }, true);
        else said.textContent = said.dataset.saidHow;
      } catch { ready = null; box.hidden = true; said.textContent = said.dataset.saidBroken; }
      return ready;
    };

    one("data-map-tools").hidden = false;
    opener.addEventListener("click", async () => {
      if (!box.hidden) { box.hidden = true; opener.setAttribute("aria-expanded", "false"); return; }
      await open();
      box.focus();
    });
    clear.addEventListener("click", () => {
      lat.value = lon.value = ""; marker?.remove(); marker = null; clear.hidden = true; said.textContent = "";
      select.focus();
    });
    const here = one("data-map-here");
    if (!navigator.geolocation || !window.isSecureContext) here.hidden = true;
    here.addEventListener("click", () => {
      said.textContent = said.dataset.saidSeeking;
      navigator.geolocation.getCurrentPosition(async ({ coords }) => {
        if (await open()) mark({ lat: coords.latitude, lng: coords.longitude }, true);
      }, () => { said.textContent = said.dataset.saidDenied; }, { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 });
    });
    if (lat.value && lon.value) open();
    /* A point that another script knows: chosen from the list without opening the map. */
    places.addEventListener("doorstep:point", async ({ detail }) => {
      try {
        const { features } = await (await fetch(box.dataset.outlines, { credentials: "same-origin" })).json();
        const found = features.find((feature) => holds(feature, detail.lat, detail.lon) && [...select.options].some((option) => option.value === feature.properties.code));
        if (!found) { detail.done(false); return; }
        lat.value = detail.lat.toFixed(6); lon.value = detail.lon.toFixed(6);
        select.value = found.properties.code;
        clear.hidden = false;
        said.textContent = fill(said.dataset.saidPlaced, { place: select.selectedOptions[0].textContent });
        select.dispatchEvent(new Event("change", { bubbles: true }));
        detail.done(true);
      } catch { detail.done(false); }
    });
  };

  /* ── a map that shows the rows beside it ────────────────── */
  const show = async (box) => {
    try {
      const { L, map } = await draw(box);
      if (!box.dataset.points) return;
      const answer = await fetch(box.dataset.points, { credentials: "same-origin" });
      const points = answer.ok ? await answer.json() : { features: [] };
      for (const { geometry, properties } of points.features) {
        const link = document.createElement("a");
        link.href = properties.url; link.textContent = properties.title;
        L.marker([geometry.coordinates[1], geometry.coordinates[0]], {
          icon: L.divIcon({ className: `pin ${properties.tone || "ok"}`, iconSize: [24, 24] }), title: properties.title, alt: properties.title,
        }).bindPopup(link).addTo(map);
      }
    } catch { box.hidden = true; }
  };

  document.querySelectorAll("[data-places]").forEach((places) => { if (places.querySelector("[data-map]")) picker(places); });
  document.querySelectorAll('[data-map="show"]').forEach(show);
})();
