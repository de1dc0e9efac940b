<?php
/**
 * Fills imageinfo's "extmetadata" the way Wikimedia Commons does it: from the
 * rendered file description page (the class names documented on
 * Commons:Machine-readable data), from the page's categories, and from the
 * EXIF/XMP/IPTC data that MediaWiki itself extracted from the file.
 * Plain MediaWiki only reports DateTime and ObjectName there.
 */

use MediaWiki\MediaWikiServices;

class LocalExtendedMetadata {
	/** Description-table cells: extmetadata name => id of the label cell. */
	private const CELLS = [
		'ImageDescription' => 'fileinfotpl_desc',
		'DateTimeOriginal' => 'fileinfotpl_date',
		'Artist' => 'fileinfotpl_aut',
		'Credit' => 'fileinfotpl_src',
		'Permission' => 'fileinfotpl_perm',
	];

	/** Licence-template spans: extmetadata name => class. */
	private const LICENCE = [
		'LicenseShortName' => 'licensetpl_short',
		'UsageTerms' => 'licensetpl_long',
		'LicenseUrl' => 'licensetpl_link',
		'AttributionRequired' => 'licensetpl_attr_req',
		'Attribution' => 'licensetpl_attr',
		'NonFree' => 'licensetpl_nonfree',
	];

	/** EXIF/XMP/IPTC names that extmetadata repeats from the file itself. */
	private const FROM_FILE = [
		'Artist', 'Copyright', 'ImageDescription', 'ObjectName', 'DateTimeOriginal',
		'GPSLatitude', 'GPSLongitude', 'LicenseUrl', 'UsageTerms', 'Copyrighted',
	];

	public static function onValidate( $timestamp, $file ) {
		// MediaWiki caches by the file's SHA-1, so two pages with the same
		// bytes would share one answer. Always look at the page itself.
		return false;
	}

	public static function onGet( array &$meta, $file, $context, $single, &$maxCacheTime ) {
		$meta['CommonsMetadataExtension'] = [ 'value' => 1.2, 'source' => 'extension' ];
		self::fromFile( $meta, $file );

		$title = $file->getTitle();
		$page = MediaWikiServices::getInstance()->getWikiPageFactory()->newFromTitle( $title );
		$lang = $context->getLanguage()->getCode();

		$names = [];
		foreach ( $page->getCategories() as $category ) {
			$names[] = $category->getText();
		}
		$meta['Categories'] = [ 'value' => implode( '|', $names ), 'source' => 'commons-categories' ];
		$meta['Assessments'] = [
			'value' => in_array( 'Featured pictures', $names ) ? 'featured' : '',
			'source' => 'commons-categories',
		];

		$output = $page->getParserOutput( ParserOptions::newFromAnon() );
		if ( $output ) {
			self::fromPage( $meta, $output->getText( [ 'enableSectionEditLinks' => false ] ), $lang, $single );
		}
		return true;
	}

	private static function fromFile( array &$meta, $file ) {
		$common = $file->getCommonMetaArray() ?: [];
		foreach ( self::FROM_FILE as $name ) {
			if ( !isset( $common[$name] ) || $common[$name] === '' ) {
				continue;
			}
			$value = self::flat( $common[$name] );
			if ( $name === 'DateTimeOriginal' ) {
				$value = preg_replace( '/^(\d{4}):(\d\d):(\d\d)/', '$1-$2-$3', $value );
			}
			$meta[$name] = [ 'value' => htmlspecialchars( (string)$value, ENT_NOQUOTES ), 'source' => 'file-metadata' ];
		}
	}

	/** One plain string out of what EXIF, IPTC and XMP hold (lists, and one text for each language). */
	private static function flat( $value ): string {
		if ( !is_array( $value ) ) {
			return (string)$value;
		}
		$type = $value['_type'] ?? '';
		unset( $value['_type'] );
		if ( $type === 'lang' ) {
			return self::flat( $value['x-default'] ?? $value['en'] ?? reset( $value ) );
		}
		return implode( ', ', array_filter( array_map( [ self::class, 'flat' ], $value ), 'strlen' ) );
	}

	private static function fromPage( array &$meta, string $html, string $lang, bool $single ) {
		$dom = new DOMDocument();
		$old = libxml_use_internal_errors( true );
		$dom->loadHTML( '<?xml encoding="utf-8"?><div>' . $html . '</div>', LIBXML_NONET );
		libxml_clear_errors();
		libxml_use_internal_errors( $old );
		$xpath = new DOMXPath( $dom );

		foreach ( self::CELLS as $name => $id ) {
			$cell = $xpath->query( "//*[@id='$id']/following-sibling::td[1]" )->item( 0 );
			if ( !$cell || trim( $cell->textContent ) === '' ) {
				continue;
			}
			$meta[$name] = [
				'value' => self::languages( $xpath, $cell, $lang, $single ),
				'source' => 'commons-desc-page',
			];
		}

		$template = null;
		foreach ( $xpath->query( '//*[' . self::hasClass( 'licensetpl' ) . ']' ) as $candidate ) {
			// Of several licences Commons reports the freest.
			if ( !$template || self::freedom( $candidate ) > self::freedom( $template ) ) {
				$template = $candidate;
			}
		}
		if ( !$template ) {
			return;
		}
		foreach ( self::LICENCE as $name => $class ) {
			$span = $xpath->query( './/*[' . self::hasClass( $class ) . ']', $template )->item( 0 );
			if ( $span && trim( $span->textContent ) !== '' ) {
				$meta[$name] = [ 'value' => trim( $span->textContent ), 'source' => 'commons-desc-page' ];
			}
		}
		$code = $template->getAttribute( 'data-license' );
		if ( $code !== '' ) {
			$meta['License'] = [ 'value' => $code, 'source' => 'commons-templates' ];
		}
		$short = $meta['LicenseShortName']['value'] ?? '';
		$meta['Copyrighted'] = [
			'value' => $short === 'Public domain' ? 'False' : 'True',
			'source' => 'commons-desc-page',
		];
		$restrictions = [];
		foreach ( $xpath->query( '//*[starts-with(@class, "restriction-")]' ) as $node ) {
			$restrictions[] = substr( $node->getAttribute( 'class' ), strlen( 'restriction-' ) );
		}
		$meta['Restrictions'] = [ 'value' => implode( '|', $restrictions ), 'source' => 'commons-desc-page' ];
	}

	private static function freedom( DOMElement $template ): int {
		$code = $template->getAttribute( 'data-license' );
		return $code === 'pd' || $code === 'cc0' ? 3
			: ( preg_match( '/^cc-by-\d/', $code ) ? 2 : ( strpos( $code, 'cc-by-sa' ) === 0 ? 1 : 0 ) );
	}

	/** One language's text, or all of them when the caller asked for all. */
	private static function languages( DOMXPath $xpath, DOMNode $cell, string $lang, bool $single ) {
		$found = [];
		foreach ( $xpath->query( './/*[' . self::hasClass( 'description' ) . ' and @lang]', $cell ) as $node ) {
			foreach ( iterator_to_array( $xpath->query( './*[' . self::hasClass( 'language' ) . ']', $node ) ) as $label ) {
				$node->removeChild( $label );
			}
			$found[$node->getAttribute( 'lang' )] = self::inner( $node );
		}
		if ( !$found ) {
			return self::inner( $cell );
		}
		if ( !$single ) {
			return $found + [ '_type' => 'lang' ];
		}
		return $found[$lang] ?? $found['en'] ?? reset( $found );
	}

	private static function inner( DOMNode $node ): string {
		$html = '';
		foreach ( $node->childNodes as $child ) {
			$html .= $node->ownerDocument->saveHTML( $child );
		}
		$html = trim( $html );
		// A lone paragraph wrapper is layout, not content.
		return preg_match( '~^<p>((?:(?!</?p>).)*)</p>$~s', $html, $m ) ? trim( $m[1] ) : $html;
	}

	private static function hasClass( string $class ): string {
		return "contains(concat(' ', normalize-space(@class), ' '), ' $class ')";
	}
}

$wgHooks['GetExtendedMetadata'][] = 'LocalExtendedMetadata::onGet';
$wgHooks['ValidateExtendedMetadataCache'][] = 'LocalExtendedMetadata::onValidate';
