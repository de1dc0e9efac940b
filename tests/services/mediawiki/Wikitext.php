<?php
/** The pages of a wiki like Commons: description and licence templates, and file pages that use them. */
class Wikitext {
	private const CC = 'https://creativecommons.org/licenses/';
	private const LANGUAGES = [ 'en' => 'English', 'de' => 'Deutsch', 'ja' => '日本語', 'he' => 'עברית' ];
	private const FIELDS = [
		'description' => 'desc', 'date' => 'date', 'source' => 'src', 'author' => 'aut', 'permission' => 'perm',
	];

	/** Code => [ short name, usage terms, URL, machine code, hidden category ]. */
	public static function licences(): array {
		$known = [
			'cc-zero' => [ 'CC0', 'Creative Commons Zero, Public Domain Dedication',
				'http://creativecommons.org/publicdomain/zero/1.0/deed.en', 'cc0', 'CC-Zero' ],
			'pd' => [ 'Public domain', 'Public domain', '', 'pd', 'PD-self' ],
			'gfdl' => [ 'GFDL', 'GNU Free Documentation License', 'http://www.gnu.org/copyleft/fdl.html', 'gfdl', 'GFDL' ],
			'non-free' => [ 'Fair use', 'Non-free media, used under fair use', '', 'non-free', 'Non-free media' ],
		];
		$kinds = [ 'by' => 'Attribution', 'by-sa' => 'Attribution-Share Alike', 'by-nc' => 'Attribution-NonCommercial' ];
		foreach ( $kinds as $kind => $terms ) {
			foreach ( [ '2.0', '3.0', '4.0' ] as $version ) {
				$name = strtoupper( $kind );
				$known["cc-$kind-$version"] = [ "CC $name $version", "Creative Commons $terms $version",
					self::CC . "$kind/$version", "cc-$kind-$version", "CC-$name-$version" ];
			}
		}
		return $known;
	}

	/** Title => text of all templates. */
	public static function templates(): array {
		$pages = [ 'Information' => self::information() ];
		foreach ( self::licences() as $code => [ $short, $terms, $url, $machine, $category ] ) {
			$free = $code !== 'non-free';
			$attribution = in_array( $code, [ 'cc-zero', 'pd' ] ) ? 'false' : 'true';
			$pages[ucfirst( $code )] = "<includeonly><div class=\"licensetpl\" data-license=\"$machine\">This file is licensed as $terms."
				. "<div style=\"display:none\"><span class=\"licensetpl_short\">$short</span>"
				. "<span class=\"licensetpl_long\">$terms</span><span class=\"licensetpl_attr_req\">$attribution</span>"
				. ( $url === '' ? '' : "<span class=\"licensetpl_link\">$url</span>" )
				. ( $free ? '' : '<span class="licensetpl_nonfree">true</span>' )
				. "</div></div>[[Category:$category]]</includeonly>";
		}
		foreach ( self::LANGUAGES as $code => $name ) {
			$pages[ucfirst( $code )] = "<includeonly><div class=\"description $code\" lang=\"$code\">"
				. "<span class=\"language $code\" title=\"$name\">'''$name:'''</span> {{{1|}}}</div></includeonly>";
		}
		return $pages;
	}

	private static function information(): string {
		$rows = '';
		foreach ( self::FIELDS as $field => $mark ) {
			$rows .= "{{#if:{{{{$field}|}}}|<tr><td id=\"fileinfotpl_$mark\" class=\"fileinfo-paramfield\">$field</td>"
				. "<td class=\"$field\">{{{{$field}|}}}</td></tr>}}";
		}
		return "<includeonly><table class=\"fileinfotpl-type-information vevent\">$rows</table></includeonly>";
	}

	/** The text of a file's page. */
	public static function filePage( array $file ): string {
		$description = '';
		foreach ( $file['description'] as [ $language, $text ] ) {
			$text = self::argument( $text );
			$description .= $language === '' ? $text : "{{{$language}|1=$text}}";
		}
		$lines = [ '== {{int:filedesc}} ==', '{{Information', "|description=$description", "|date={$file['date']}",
			'|source=Own work', '|author=' . self::author( $file ), '|permission=', '}}', '' ];
		foreach ( $file['licenses'] as $code ) {
			if ( !isset( self::licences()[$code] ) ) {
				throw new InvalidArgumentException( "{$file['title']}: no such licence: $code" );
			}
			$lines[] = '{{' . ucfirst( $code ) . '}}';
		}
		return implode( "\n", array_merge( $lines, self::inCategories( $file['categories'] ) ) ) . "\n";
	}

	/** The links that put a page into categories. */
	public static function inCategories( array $names ): array {
		return array_map( static fn ( $name ) => "[[Category:$name]]", $names );
	}

	private static function author( array $file ): string {
		$name = self::argument( $file['author'] );
		return $file['author_url'] === '' ? $name : "[{$file['author_url']} $name]";
	}

	/** Text as a template's argument; HTML in it is left for MediaWiki's own sanitizer. */
	private static function argument( string $text ): string {
		return strtr( $text, [ '|' => '&#124;', '{' => '&#123;', '}' => '&#125;', '[' => '&#91;', ']' => '&#93;', '~' => '&#126;' ] );
	}
}
